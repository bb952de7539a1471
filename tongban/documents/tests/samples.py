"""One complete, invented set of data for every paper."""

from __future__ import annotations

import copy
from typing import Any

_REMEDIES = {
    "paragraph": "如不服本决定，可以自收到本决定书之日起六十日内向蒲江县人民政府申请行政复议，"
    "也可以自收到本决定书之日起六个月内依法向有管辖权的人民法院提起行政诉讼。"
}

_SHEET: dict[str, Any] = {
    "organ": "蒲江县市场监督管理局",
    "number": "蒲市监许受〔2026〕12号",
    "addressee": "蒲江县甜橙小馆餐饮店",
    "addressee_kind": "enterprise",
    "item": "食品经营许可（新办）",
    "case_number": "510131202611210012",
    "issued": "2026-11-21",
    "check": {
        "url": "https://pujiang.tongban.invalid/check/?n=510131202611210012&c=7K3M9QPA",
        "site": "pujiang.tongban.invalid/check",
        "code": "7K3M-9QPA",
    },
    "contact": {
        "department": "行政审批股",
        "phone": "028-0000 0000",
        "address": "蒲江县鹤山街道示例路1号政务服务中心二楼12号窗口",
        "hours": "工作日9:00—17:00",
    },
}

_OWN: dict[str, dict[str, Any]] = {
    "receipt": {
        "received_at": "2026-11-21T10:32:00+08:00",
        "channel": "网上办事大厅",
        "applicant_id": "92510131********1X",
        "agent": "例小明（510131********0011）",
        "query_code": "4821 7730",
        "materials": [
            {"name": "食品经营许可申请书", "form": "电子表单"},
            {"name": "经营场所布局和操作流程示意图", "copies": 2},
            {"name": "营业执照", "form": "电子证照", "note": "免提交，已由系统调取"},
            {"name": "从业人员健康证明", "copies": 3, "note": "容缺，2026年11月28日前补交"},
            {"name": "保证食品安全的规章制度（含从业人员健康管理、进货查验记录、食品安全自查）"},
        ],
        "next": "本机关将于2026年11月27日前决定是否受理，或者一次告知需要补正的全部内容；逾期不告知的，自收到申请材料之日起即为受理。",
    },
    "correction": {
        "received_on": "2026-11-19",
        "corrections": [
            {
                "material": "经营场所布局图",
                "problem": "未标注烹饪、备餐、清洗消毒三个区域的面积。",
                "demand": "重新提交一份标注各区域面积（平方米）的布局图，可以手绘。",
            },
            {
                "material": "从业人员健康证明",
                "problem": "厨师一人的健康证明已于2026年10月31日到期。",
                "demand": "提交在有效期内的健康证明复印件或者照片。",
            },
            {
                "material": "申请书",
                "problem": "经营项目未勾选。",
                "demand": "在第3页勾选经营项目后重新签名。",
            },
        ],
        "due": "2026-12-10",
        "effect": "逾期未补正且未说明正当理由的，视为撤回申请，本机关将终止办理并退回材料；需要时可以重新申请。",
    },
    "acceptance": {
        "received_on": "2026-11-19",
        "accepted_on": "2026-11-21",
        "legal_days": 20,
        "promise_days": 8,
        "due": "2026-12-02",
        "supplements": [{"name": "从业人员健康证明", "due": "2026-11-28"}],
        "query_code": "4821 7730",
    },
    "not_accepted": {
        "received_on": "2026-11-20",
        "reason": "申请事项属于取用水管理，依法不属于本机关职权范围",
        "competent": "蒲江县水务局",
        "competent_address": "蒲江县鹤山街道示例路2号",
        "remedies": _REMEDIES,
    },
    "not_required": {
        "received_on": "2026-11-20",
        "reason": "申请销售的均为预包装食品，仅销售预包装食品的，实行备案管理",
        "advice": "请在销售活动开展前，通过网上办事大厅“仅销售预包装食品备案”办理备案。",
        "remedies": _REMEDIES,
    },
    "special_procedure": {
        "accepted_on": "2026-11-10",
        "kind": "专家评审",
        "ground": "《食品经营许可和备案管理办法》关于复杂现场核查的规定",
        "days": 7,
        "starts": "2026-11-23",
        "performed_by": "成都市食品安全专家库抽取的三名专家",
        "due_without": "2026-11-30",
    },
    "extension": {
        "accepted_on": "2026-11-02",
        "old_due": "2026-11-30",
        "new_due": "2026-12-14",
        "days": 10,
        "reason": "申请人的经营场所正在进行消防改造，需核对改造后的布局",
        "approver": "本机关负责人",
        "approved_on": "2026-11-21",
    },
    "grant": {
        "accepted_on": "2026-11-10",
        "content": [
            {"label": "经营场所", "value": "蒲江县鹤山街道示例路88号附3号"},
            {"label": "主体业态", "value": "餐饮服务经营者"},
            {"label": "经营项目", "value": "热食类食品制售，冷食类食品制售（不含生食）"},
        ],
        "valid_from": "2026-11-21",
        "valid_until": "2031-11-20",
        "licence": {"name": "食品经营许可证", "number": "JY25101310000012"},
        "duties": [
            "在经营场所的显著位置展示许可证。",
            "有效期届满需要延续的，在届满九十个至十五个工作日期间提出申请。",
        ],
        "delivery": "电子证照已存入你单位的卡包；纸质证照可以在窗口领取或者邮寄，本机关在十个工作日内送达。",
    },
    "refusal": {
        "accepted_on": "2026-11-10",
        "findings": "2026年11月16日现场核查时，申请的经营场所内设有旱厕，距食品处理区不足十米。",
        "reasons": [
            "经营场所与有毒、有害场所以及其他污染源未保持规定的距离，不符合《中华人民共和国食品安全法》第三十三条第一款第一项。",
            "未配备与经营食品品种、数量相适应的消毒、冷藏设施，不符合该款第二项。",
        ],
        "remedies": _REMEDIES,
    },
    "withdrawal": {
        "received_on": "2026-11-12",
        "kind": "withdrawn",
        "asked_on": "2026-11-20",
        "ended_on": "2026-11-21",
        "returned": ["食品经营许可申请书（原件一份）", "经营场所布局图（二份）"],
    },
    "delivery": {
        "documents": [
            {"name": "准予行政许可决定书", "number": "蒲市监许准〔2026〕9号"},
            {"name": "食品经营许可证", "number": "JY25101310000012"},
        ],
        "recipient": "蒲江县甜橙小馆餐饮店",
        "method": "窗口领取",
        "place": "蒲江县政务服务中心二楼12号窗口",
        "served_at": "2026-11-21T15:05:00+08:00",
        "signed_by": "例小明",
        "relation": "经办人",
        "signed_at": "2026-11-21T15:06:00+08:00",
        "served_by": ["例大江", "例小河"],
        "remark": "已核对受领人身份证件原件。",
    },
    "licence_face": {
        "title": "食品经营许可证",
        "number": "JY25101310000012",
        "number_label": "许可证编号",
        "identifier": "1.2.156.3005.2.11100000000013127D053.11510131MB0000000X.JY25101310000012.001.Q",
        "holder_label": "经营者名称",
        "rows": [
            {"label": "统一社会信用代码", "value": "92510131MA0000001X"},
            {"label": "经营者", "value": "例大橙"},
            {"label": "主体业态", "value": "餐饮服务经营者"},
            {"label": "类别", "value": "小微餐饮"},
            {"label": "经营场所", "value": "四川省成都市蒲江县鹤山街道示例路88号附3号", "wide": True},
            {"label": "经营项目", "value": "热食类食品制售，冷食类食品制售（不含生食）", "wide": True},
            {"label": "日常监督管理机构", "value": "鹤山市场监管所"},
            {"label": "投诉举报电话", "value": "12315"},
        ],
        "valid_from": "2026-11-21",
        "valid_until": "2031-11-20",
    },
    "inspection_notice": {
        "accepted_on": "2026-11-21",
        "inspectors": [
            {"name": "例大江", "certificate": "23010131001"},
            {"name": "例小河", "certificate": "23010131002"},
        ],
        "at": "2026-11-25T09:30:00+08:00",
        "place": "蒲江县鹤山街道示例路88号附3号",
        "scope": ["经营场所的面积、布局和操作流程。", "清洗消毒、冷藏、防蝇防鼠设施。"],
    },
}


def sample(code: str, **changes: Any) -> dict[str, Any]:
    return copy.deepcopy({**_SHEET, **_OWN[code], **changes})

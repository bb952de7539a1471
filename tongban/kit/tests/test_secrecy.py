from __future__ import annotations

import pytest

from tongban.kit.secrecy import found_in


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("身份证号：11010519491231002X。", ["id_number"]),
        ("110105 19491231 002x", ["id_number"]),
        ("卡号 6222 0212 3456 7890 128", ["bank_card"]),
        ("卡号 6222 0212 3456 7890 129", []),
        ("账号4111111111111111", ["bank_card"]),
        ("联系人手机 13912345678", ["mobile"]),
        ("秘密★10年", ["secret_mark"]),
        ("文件\n机密女10年\n各县", ["secret_mark"]),  # as a reader of pictures takes the star
        ("绝密 长期", ["secret_mark"]),
        ("保守秘密满3年", []),
        ("机密性要求", []),
        ("关于……的通知\n机密\n正文", ["secret_mark"]),
        ("涉及国家秘密、商业秘密的除外", []),
        ("统一社会信用代码 91510131MA6C00000X", []),
        ("实施编码 11510131MB15712345400011107200101", []),
        ("样例：110101199003071234、110101********0011", []),
        ("电话 028-88520001，0826-2345678", []),
        ("11010519491231002X和11010519491231002X", ["id_number", "id_number"]),
    ],
)
def test_what_may_not_be_published_is_found_by_its_check_digit(text: str, kinds: list[str]) -> None:
    assert [found.kind for found in found_in(text)] == kinds


def test_what_was_found_is_not_told_again() -> None:
    [found] = found_in("11010519491231002X")
    assert found.shown == "110105…2X"

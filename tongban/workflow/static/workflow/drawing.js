/* The drawing board: bpmn-js, and beside it what the chosen element does, in plain words. The form carries the XML. */
(function () {
  "use strict";
  var OURS = "https://tongban.org/bpmn";
  var TYPES = {
    name: "Tongban", prefix: "tongban", uri: OURS, xml: { tagAlias: "lowerCase" }, associations: [],
    types: [{
      name: "Told", extends: ["bpmn:FlowNode"],
      properties: ["act", "post", "org", "answer", "asks", "name_en", "shown", "shown_en", "limit", "operation", "not_same_as", "alone", "note"]
        .map(function (name) { return { name: name, isAttr: true, type: "String" }; })
    }]
  };
  // A plain task becomes a task of a person when it is saved.
  var MACHINES = ["bpmn:ServiceTask", "bpmn:ScriptTask", "bpmn:SendTask", "bpmn:ReceiveTask", "bpmn:BusinessRuleTask"];
  // What would be refused at saving is not offered; a file may still bring it.
  var REFUSED = /timer|signal|escalation|error|compensation|conditional|link|cancel|transaction|ad-hoc|event-subprocess|call-activity|script|service|send|receive|rule|complex|event-based|throw|message-start|message-end|data|group|collection|multi|loop/;

  function Offered(palette, popupMenu) {
    function without(entries) {
      Object.keys(entries).forEach(function (key) { if (REFUSED.test(key)) delete entries[key]; });
      return entries;
    }
    palette.registerProvider(100, { getPaletteEntries: function () { return without; } });
    ["bpmn-replace", "bpmn-append", "bpmn-create"].forEach(function (menu) {
      popupMenu.registerProvider(menu, 100, {
        getPopupMenuEntries: function () { return without; },
        getPopupMenuHeaderEntries: function () { return function () { return {}; }; }
      });
    });
  }
  Offered.$inject = ["palette", "popupMenu"];

  function start() {
    var form = document.getElementById("drawing"), board = document.querySelector("[data-board]");
    if (!form || !board || !window.BpmnJS) return;
    var xml = form.querySelector("[data-xml]"), canvas = board.querySelector("[data-canvas]");
    board.hidden = false;
    var words = window.bpmnWords || {};
    function translate(template, given) {
      var text = words[template] || template;
      return text.replace(/{([^}]+)}/g, function (whole, key) { return given && given[key] !== undefined ? given[key] : whole; });
    }
    var modeler = new window.BpmnJS({
      container: canvas, moddleExtensions: { tongban: TYPES },
      additionalModules: [{ __init__: ["offered"], offered: ["type", Offered], translate: ["value", translate] }]
    });
    modeler.importXML(xml.value).then(function () {
      var view = modeler.get("canvas");
      var inner = view.viewbox().inner, width = Math.max(inner.width + 180, canvas.clientWidth), height = Math.max(inner.height + 80, canvas.clientHeight);
      // Beside the palette, whole, never larger than drawn.
      view.viewbox({ x: inner.x - 130 * width / canvas.clientWidth, y: inner.y - (height - inner.height) / 2, width: width, height: height });
      panel(modeler, board);
      lead(modeler);
    }).catch(function () { board.hidden = true; document.querySelector("[data-no-board]").hidden = false; });

    // The form carries the drawing as it stands after every change.
    modeler.on("commandStack.changed", function () {
      modeler.saveXML({ format: true }).then(function (saved) { xml.value = saved.xml; });
    });
  }

  /* A fault leads to its element. */
  function lead(modeler) {
    document.querySelectorAll("[data-element]").forEach(function (link) {
      link.addEventListener("click", function () {
        var element = modeler.get("elementRegistry").get(link.dataset.element);
        if (!element) return;
        modeler.get("selection").select(element);
        modeler.get("canvas").scrollToElement(element, 80);
      });
    });
  }

  function panel(modeler, board) {
    var modeling = modeler.get("modeling"), chosen = null, selection = modeler.get("selection");
    function part(name) { return board.querySelector("[data-for='" + name + "']"); }
    function is(element, type) { return element && element.businessObject && element.businessObject.$instanceOf(type); }
    function isTask(element) { return is(element, "bpmn:Task") && !MACHINES.some(function (type) { return is(element, type); }); }
    function definition(element) {
      var all = (element.businessObject.eventDefinitions || []);
      return all.filter(function (one) { return one.$instanceOf("bpmn:MessageEventDefinition"); })[0];
    }
    function choice(element) {
      var from = element.source && element.source.businessObject;
      return from && (from.$instanceOf("bpmn:ExclusiveGateway") || from.$instanceOf("bpmn:InclusiveGateway")) ? element.source : null;
    }

    function show(element) {
      chosen = element && element.type !== "label" ? element : element && element.labelTarget;
      var root = !chosen || is(chosen, "bpmn:Process") || is(chosen, "bpmn:Collaboration");
      board.querySelector("[data-nothing]").hidden = !root;
      part("any").hidden = root;
      part("task").hidden = root || !isTask(chosen);
      part("flow").hidden = root || !is(chosen, "bpmn:SequenceFlow");
      part("message").hidden = root || !definition(chosen);
      if (root) return;
      var object = chosen.businessObject;
      board.querySelectorAll("[data-attr]").forEach(function (field) { field.value = object.get(field.dataset.attr) || ""; });
      if (isTask(chosen)) {
        tasks(object.get("id"));
        board.querySelectorAll("[data-prop]").forEach(function (field) {
          var value = object.get("tongban:" + field.dataset.prop) || "";
          field.value = value || (field.dataset.prop === "act" ? "do" : field.dataset.prop === "answer" ? "done" : "");
        });
        byAct();
      }
      if (is(chosen, "bpmn:SequenceFlow")) {
        var gate = choice(chosen), isDefault = gate && gate.businessObject.default === object;
        board.querySelector("[data-condition]").value = object.conditionExpression ? object.conditionExpression.body || "" : "";
        board.querySelector("[data-condition]").disabled = Boolean(isDefault);
        board.querySelector("[data-default]").checked = Boolean(isDefault);
        board.querySelector("[data-default-row]").hidden = !gate;
        board.querySelector("[data-condition-row]").hidden = !gate;
        board.querySelector("[data-no-choice]").hidden = Boolean(gate);
      }
      if (definition(chosen)) {
        var message = definition(chosen).messageRef;
        board.querySelector("[data-message]").value = message ? message.name || "" : "";
      }
    }

    function tasks(own) {
      var list = board.querySelector("[data-tasks]"), held = list.options[0];
      list.textContent = "";
      list.append(held);
      modeler.get("elementRegistry").filter(isTask).forEach(function (element) {
        if (element.id === own || element.type === "label") return;
        list.append(new Option(element.businessObject.name || element.id, element.id));
      });
    }

    function byAct() {
      var act = board.querySelector("[data-prop='act']").value;
      board.querySelectorAll("[data-when-act]").forEach(function (row) {
        row.hidden = row.dataset.whenAct.split(" ").indexOf(act) < 0;
      });
    }

    board.addEventListener("change", function (event) {
      var field = event.target;
      if (!chosen || !field.dataset) return;
      if (field.dataset.attr) {
        var value = field.value.trim(), given = {};
        if (field.dataset.attr === "id" && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return show(chosen);
        given[field.dataset.attr] = value;
        modeling.updateProperties(chosen, given);
      } else if (field.dataset.prop) {
        var told = {};
        told["tongban:" + field.dataset.prop] = field.value.trim() || undefined;
        modeling.updateProperties(chosen, told);
        if (field.dataset.prop === "act") byAct();
      } else if ("condition" in field.dataset) {
        var text = field.value.trim();
        var expression = text ? modeler.get("bpmnFactory").create("bpmn:FormalExpression", { body: text }) : undefined;
        modeling.updateProperties(chosen, { conditionExpression: expression });
      } else if ("default" in field.dataset) {
        var gate = choice(chosen);
        if (gate) modeling.updateProperties(gate, { default: field.checked ? chosen.businessObject : undefined });
        if (field.checked) modeling.updateProperties(chosen, { conditionExpression: undefined });
        show(chosen);
      } else if ("message" in field.dataset) {
        name(field.value.trim());
      }
    });

    function name(text) {
      var all = modeler.getDefinitions(), found = all.rootElements.filter(function (one) {
        return one.$type === "bpmn:Message" && one.name === text;
      })[0];
      if (text && !found) {
        found = modeler.get("bpmnFactory").create("bpmn:Message", { name: text });
        found.$parent = all;
        all.rootElements.push(found);
      }
      modeling.updateModdleProperties(chosen, definition(chosen), { messageRef: text ? found : undefined });
    }

    modeler.on("selection.changed", function (event) { show(event.newSelection.length === 1 ? event.newSelection[0] : null); });
    modeler.on("element.changed", function (event) { if (chosen && event.element === chosen) show(chosen); });
    show(selection.get()[0]);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

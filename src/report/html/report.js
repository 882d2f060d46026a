(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var list = document.getElementById("list");
  if (!list) return;
  var words = list.dataset;
  var all = Array.prototype.slice.call(list.querySelectorAll(".finding"));
  all.forEach(function (item, index) {
    item.dataset.order = index;
    item.searchText = item.textContent.toLowerCase().normalize("NFKC");
  });
  var search = document.getElementById("search");
  var group = document.getElementById("group");
  var column = document.getElementById("column");
  var unit = document.getElementById("unit");
  var news = document.getElementById("news");
  var boxes = Array.prototype.slice.call(document.querySelectorAll("input[name=severity]"));
  var told = document.getElementById("told");

  function arrange() {
    var key = group.value;
    var sections = new Map();
    all.forEach(function (item) {
      var name = item.dataset[key] || (key === "unit" ? words.noUnit : words.noColumn);
      if (!sections.has(name)) sections.set(name, []);
      sections.get(name).push(item);
    });
    var order = Array.from(sections);
    // Severities stand in their own order; of the others what has no name stands last.
    if (key !== "severity") order.sort(function (a, b) {
      var nameless = function (one) { return one[1][0].dataset[key] ? 0 : 1; };
      return nameless(a) - nameless(b) || a[0].localeCompare(b[0], root.lang);
    });
    list.textContent = "";
    order.forEach(function (entry) {
      var name = entry[0];
      var items = entry[1];
      var section = document.createElement("section");
      var head = document.createElement("h3");
      var title = document.createElement("span");
      title.textContent = name + " ";
      var count = document.createElement("span");
      count.className = "count soft";
      head.append(title, count);
      section.append(head);
      items.forEach(function (item) { section.append(item); });
      list.append(section);
    });
    show();
  }

  // The first entry means all; the last, without a value, those that have none.
  function chosen(select, value) {
    return !select || select.selectedIndex <= 0 || select.value === value;
  }

  function show() {
    var wanted = search.value.toLowerCase().normalize("NFKC").split(/\s+/).filter(Boolean);
    var severities = boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    var shown = 0;
    all.forEach(function (item) {
      var fits = severities.indexOf(item.dataset.code) >= 0
        && chosen(column, item.dataset.column)
        && chosen(unit, item.dataset.unit)
        && (!news || !news.checked || item.dataset.news === "1")
        && wanted.every(function (word) { return item.searchText.indexOf(word) >= 0; });
      item.hidden = !fits;
      if (fits) shown += 1;
    });
    Array.prototype.forEach.call(list.children, function (section) {
      var visible = section.querySelectorAll(".finding:not([hidden])").length;
      section.hidden = visible === 0;
      section.querySelector(".count").textContent = "(" + visible + ")";
    });
    told.textContent = words.told.replace("{shown}", shown).replace("{all}", all.length);
  }

  document.getElementById("filters").addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("filters").addEventListener("reset", function () { setTimeout(arrange, 0); });
  search.addEventListener("input", show);
  group.addEventListener("change", arrange);
  column.addEventListener("change", show);
  if (unit) unit.addEventListener("change", show);
  if (news) news.addEventListener("change", show);
  boxes.forEach(function (box) { box.addEventListener("change", show); });

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button.copy") : null;
    if (!button) return;
    var text = button.dataset.copy;
    var done = function () {
      var before = button.textContent;
      button.textContent = words.copied;
      setTimeout(function () { button.textContent = before; }, 1500);
    };
    var fallback = function () {
      var area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      try { document.execCommand("copy"); done(); } finally { area.remove(); button.focus(); }
    };
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, fallback);
    else fallback();
  });

  // A link to a finding that filters hide shows it again.
  window.addEventListener("hashchange", function () {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.hidden) return;
    document.getElementById("filters").reset();
    setTimeout(function () { target.scrollIntoView(); }, 50);
  });

  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
  });
  arrange();
})();

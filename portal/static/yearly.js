/* The yearly grid: cells pasted from a spreadsheet fill the rows below and the columns to the right.
   Without this the box below the grid takes the same. */
(function () {
  "use strict";

  var COLUMNS = ["value", "since", "until", "source"];

  function cell(row, column) {
    return row.querySelector('[data-column="' + column + '"]');
  }

  function fill(form, from, text) {
    var rows = Array.prototype.slice.call(form.querySelectorAll("[data-row]"));
    var lines = text.replace(/\r\n/g, "\n").replace(/\n+$/, "").split("\n");
    var top = rows.indexOf(from.closest("[data-row]"));
    var left = COLUMNS.indexOf(from.getAttribute("data-column"));
    lines.forEach(function (line, down) {
      line.split("\t").forEach(function (words, right) {
        var row = rows[top + down];
        var column = COLUMNS[left + right];
        if (row && column && words.trim()) {
          cell(row, column).value = words.trim();
        }
      });
    });
    return lines.slice(Math.max(0, rows.length - top)).join("\n");
  }

  document.addEventListener("paste", function (event) {
    var field = event.target;
    var text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    var form = document.getElementById("yearly-form");
    var isCell = field.hasAttribute && COLUMNS.indexOf(field.getAttribute("data-column")) >= 0;
    if (!form || !isCell || !/[\t\n]/.test(text.replace(/[\r\n]+$/, ""))) {
      return;
    }
    event.preventDefault();
    var over = fill(form, field, text);
    if (over) {
      /* What finds no row stands in the box, so that nothing is lost. */
      var box = document.getElementById("paste");
      box.value = over;
      box.closest("details").open = true;
    }
    form.dispatchEvent(new Event("pasted"));
  });
})();

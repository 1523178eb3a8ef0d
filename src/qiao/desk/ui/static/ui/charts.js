// Draws each chart from the data beside it; the figures come printed by the server, so chart and table say the same.
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const palette = (quiet) => ["--q-chart-1", "--q-chart-2", ...(quiet ? [] : ["--q-chart-3"]), "--q-chart-4", "--q-chart-5"].map(token);

function series(one) {
  const drawn = { name: one.name, data: one.figures, type: { bar: "bar", points: "scatter" }[one.kind] ?? "line", animation: false };
  if (drawn.type === "line") Object.assign(drawn, { showSymbol: one.figures.length < 15, step: one.kind === "step" ? "end" : false, lineStyle: { width: 1.6, type: one.dashed ? "dashed" : "solid" } });
  if (one.quiet) drawn.color = token("--q-chart-3");
  if (one.filled) drawn.areaStyle = { opacity: 0.1 };
  if (drawn.type === "bar") drawn.barMaxWidth = 28;
  return drawn;
}

function marks(all) {
  if (!all.length) return undefined;
  const data = all.map((mark) => ({ name: mark.words, label: { formatter: mark.words, color: token("--q-muted"), position: mark.level === null ? "end" : "insideStartTop" }, ...(mark.level === null ? { xAxis: mark.label } : { yAxis: mark.level }) }));
  return { silent: true, symbol: "none", lineStyle: { color: token("--q-muted"), type: "dashed" }, data };
}

// Days along the axis: as many names as there is room for, from the first to the last, so that none is cut off.
function spread(count, width) {
  const parts = Math.max(1, Math.min(count - 1, Math.floor(width / 120)));
  const shown = new Set(Array.from({ length: parts + 1 }, (_, part) => Math.round((part * (count - 1)) / parts)));
  return { interval: (place) => shown.has(place), alignMinLabel: "left", alignMaxLabel: "right" };
}

// How much lies above the figures: the names of the series, in as many lines as they take, and the words of what stands upright.
function above(data, width, font) {
  if (data.series.length < 2) return 14;
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  let [lines, used] = [1, 0];
  for (const { name } of data.series) {
    const wide = 16 + 5 + pen.measureText(name).width + 10;
    [lines, used] = used && used + wide > width ? [lines + 1, wide] : [lines, used + wide];
  }
  return 10 + 24 * lines + (data.marks.some((mark) => mark.level === null) ? 14 : 0);
}

function option(data, width) {
  const fontFamily = getComputedStyle(document.body).fontFamily;
  const text = { color: token("--q-muted"), fontSize: 12 };
  const isLines = !data.lying && data.series.every((one) => one.kind === "line" || one.kind === "step");
  const names = { type: "category", data: data.labels, boundaryGap: !isLines, axisLabel: { ...text, ...(isLines && spread(data.labels.length, width)) }, axisLine: { lineStyle: { color: token("--q-line") } }, axisTick: { show: false } };
  const figures = { type: "value", axisLabel: text, splitLine: { lineStyle: { color: token("--q-line") } }, scale: false };
  // Those that are loud take the palette in order, whatever quiet ones stand between.
  const colours = palette(data.series.some((one) => one.quiet)).values();
  const drawn = data.series.map((one) => ({ color: one.quiet ? undefined : colours.next().value, ...series(one) }));
  if (drawn[0]) drawn[0].markLine = marks(data.marks);
  return {
    animation: false, textStyle: { fontFamily },
    grid: { left: 8, right: 16, top: above(data, width, `12px ${fontFamily}`), bottom: 4, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, left: 0, itemWidth: 16, textStyle: text } : undefined,
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    ...(data.lying ? { yAxis: { ...names, inverse: true }, xAxis: figures } : { xAxis: names, yAxis: figures }),
    series: drawn,
  };
}

function draw(place) {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = globalThis.echarts.getInstanceByDom(place) ?? globalThis.echarts.init(place, null, { renderer: "canvas", devicePixelRatio: Math.max(devicePixelRatio, 2) });
  chart.setOption(option(data, chart.getWidth()), true);
  align(chart, place.dataset.chart, data.labels.length);
}

// A band lies under the axis of its chart, whose ends are known only once the chart is drawn.
function align(chart, id, count) {
  const band = document.querySelector(`[data-band="${id}"]`);
  if (!band || !count) return;
  const [first, last] = [0, count - 1].map((place) => chart.convertToPixel({ xAxisIndex: 0 }, place));
  band.style.paddingLeft = `${first}px`;
  band.style.paddingRight = `${chart.getWidth() - last}px`;
}

const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);
const resizeAll = () => document.querySelectorAll("[data-chart]").forEach((place) => (globalThis.echarts.getInstanceByDom(place)?.resize(), draw(place)));

drawAll();
new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
document.addEventListener("htmx:after:swap", drawAll);
addEventListener("resize", resizeAll);

// A picture keeps the size that it is drawn in, so the page takes the width of the paper before it is printed.
const paper = (isOn) => () => (document.documentElement.classList.toggle("q-paper", isOn), resizeAll());
addEventListener("beforeprint", paper(true));
addEventListener("afterprint", paper(false));

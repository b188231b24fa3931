// Draws each chart of the dashboard from the numbers that its table shows.
(() => {
  "use strict";

  const COLOURS = ["#1c5688", "#e0a92e", "#2f9463", "#8d8378"];
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const fontSize = () => {
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return Math.round(root * 0.8);
  };

  const options = (data, width) => {
    const size = fontSize();
    const text = { fontSize: size, color: "#5b544d", fontFamily: getComputedStyle(document.body).fontFamily };
    const names = { type: "category", data: data.categories, inverse: data.lying, axisTick: { show: false }, axisLabel: data.lying ? { ...text, width: Math.round(width * 0.38), overflow: "break" } : text };
    const values = { type: "value", name: data.lying ? "" : data.unit, minInterval: data.unit ? 0 : 1, axisLabel: { ...text, show: !data.lying }, nameTextStyle: text };
    const several = data.series.length > 1;
    // On a phone a legend of three or more takes two lines.
    const head = !several ? 12 : width < 480 && data.series.length > 2 ? 3.6 * size + 12 : 1.8 * size + 16;
    return {
      aria: { enabled: true, decal: { show: several } },
      animation: !still,
      color: COLOURS,
      textStyle: text,
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, confine: true, valueFormatter: (value) => `${value.toLocaleString()} ${data.unit}`.trim() },
      legend: several ? { top: 0, left: 0, itemWidth: 16, itemGap: 12, textStyle: text } : undefined,
      grid: { left: 8, right: data.lying ? 56 : 12, top: head, bottom: 4, containLabel: true },
      xAxis: data.lying ? values : names,
      yAxis: data.lying ? names : values,
      series: data.series.map((series) => ({
        name: series.name,
        type: "bar",
        stack: data.stacked ? "all" : undefined,
        barMaxWidth: 26,
        data: series.values,
        label: { ...text, show: data.lying, position: "right", formatter: ({ value }) => value.toLocaleString() },
      })),
    };
  };

  const draw = (place) => {
    const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    if (data.lying) {
      place.style.height = `${Math.max(6, 2.2 * data.categories.length + 2)}rem`;
    }
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption(options(data, place.clientWidth));
    new ResizeObserver(() => chart.resize()).observe(place);
  };

  document.querySelectorAll("[data-chart]").forEach(draw);
})();

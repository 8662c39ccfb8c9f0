'use strict';
// Draws the charts of the report from the result document that the page carries. Needs Chart.js, loads nothing.
(() => {
  const result = JSON.parse(document.getElementById('result').textContent);
  const display = result.display;
  const INK = '#1d2129', SOFT_INK = '#5c6470', GRID = '#e8ebef';
  // Okabe and Ito for lines; Petroff (arXiv:2107.02270) for stacks: both are told apart by the colour-blind.
  const HARD = '#0072b2', SOFT = '#e69f00', MOVE = '#009e73', HEAT = '#d55e00';
  const SIX = ['#5790fc', '#f89c20', '#e42536', '#964a8b', '#9c9ca1', '#7a21dd'];
  const TEN = ['#3f90da', '#ffa90e', '#bd1f01', '#94a4a2', '#832db6', '#a96b59', '#e76300', '#b9ac70', '#717581', '#92dadd'];

  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.devicePixelRatio = Math.max(2, window.devicePixelRatio || 1);
  Chart.defaults.color = SOFT_INK;
  Chart.defaults.borderColor = GRID;
  Chart.defaults.font.family = getComputedStyle(document.documentElement).fontFamily;
  Chart.defaults.font.size = 12;
  Chart.defaults.elements.point.radius = 0;
  Chart.defaults.elements.line.borderWidth = 2;

  const number = (x, digits) => x === null ? '–' : Number(x.toPrecision(digits)).toString().replace('-', '−');
  const axisTitle = text => ({display: true, text, color: INK});
  const unitOf = unit => unit ? ` [${unit}]` : '';
  const scaled = x => x === null ? null : x * display.scale;

  function legend(id, entries) {
    for (const [text, color, shape] of entries) {
      const item = document.createElement('span');
      item.className = shape;
      item.textContent = text;
      item.style.setProperty('--swatch', color);
      document.getElementById(id).append(item);
    }
  }

  const errorBars = {
    id: 'errorBars',
    afterDatasetsDraw(chart) {
      const {ctx, scales: {y}} = chart;
      chart.data.datasets.forEach((dataset, d) => {
        if (!dataset.errors) return;
        chart.getDatasetMeta(d).data.forEach((point, i) => {
          const error = dataset.errors[i], value = dataset.data[i].y;
          if (error === null || value === null) return;
          const top = y.getPixelForValue(value + error), bottom = y.getPixelForValue(value - error);
          ctx.save();
          ctx.strokeStyle = dataset.borderColor;
          ctx.lineWidth = 1.5;
          ctx.beginPath();
          ctx.moveTo(point.x, top);
          ctx.lineTo(point.x, bottom);
          for (const end of [top, bottom]) {
            ctx.moveTo(point.x - 4, end);
            ctx.lineTo(point.x + 4, end);
          }
          ctx.stroke();
          ctx.restore();
        });
      });
    },
  };

  function objectiveChart(canvas) {
    const steps = result.trajectory;
    const last = Math.max(1, steps[steps.length - 1].step);
    const ends = [{x: 0, evaluation: result.start}, {x: last, evaluation: result.optimum}];
    const line = (label, key, color, width) => ({
      label, borderColor: color, backgroundColor: color, borderWidth: width, spanGaps: true,
      data: steps.map(p => ({x: p.step, y: scaled(p[key])})),
      pointRadius: steps.length < 3 ? 3 : 0,
    });
    legend('legend-objective', [
      ['training events, soft cuts', SOFT, 'line'],
      ['training events, hard cuts', HARD, 'line'],
      ['validation events, hard cuts', INK, 'point'],
    ]);
    const values = ends.map(e => ({x: e.x, y: scaled(e.evaluation.validation_hard)}));
    new Chart(canvas, {
      type: 'line',
      data: {
        datasets: [
          {
            label: 'validation events, hard cuts', data: values, showLine: false,
            errors: ends.map(e => scaled(e.evaluation.validation_hard_error)),
            borderColor: INK, backgroundColor: INK, pointRadius: 4, pointHoverRadius: 5, clip: false,
          },
          line('training, hard cuts', 'objective_hard', HARD, 2.5),
          line('training, soft cuts', 'objective_soft', SOFT, 2),
        ],
      },
      options: {
        interaction: {mode: 'index', axis: 'x', intersect: false},
        layout: {padding: {right: 8}},
        scales: {
          x: {type: 'linear', min: 0, max: last, title: axisTitle('step'), grid: {display: false}},
          y: {
            title: axisTitle(display.title + unitOf(display.unit)), grace: '8%', afterFit: axis => { axis.width = 64; },
            // The error bars belong to the picture, so the axis holds them.
            suggestedMin: Math.min(...ends.filter(e => e.evaluation.validation_hard !== null).map(e =>
                scaled(e.evaluation.validation_hard - (e.evaluation.validation_hard_error || 0)))),
            suggestedMax: Math.max(...ends.filter(e => e.evaluation.validation_hard !== null).map(e =>
                scaled(e.evaluation.validation_hard + (e.evaluation.validation_hard_error || 0)))),
          },
        },
        plugins: {
          legend: {display: false},
          tooltip: {
            filter: item => item.datasetIndex > 0,
            callbacks: {
              title: items => items.length ? `step ${items[0].parsed.x}` : '',
              label: item => `${item.dataset.label}: ${number(item.parsed.y, 4)} ${display.unit}`,
            },
          },
        },
      },
      plugins: [errorBars],
    });
  }

  // A small chart of one quantity by step, its name above, in the grid under the objective.
  function panel(title, points, options) {
    const box = document.createElement('div');
    box.className = 'panel';
    const canvas = box.appendChild(document.createElement('canvas'));
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', title + ' by step');
    document.getElementById('panels').append(box);
    const last = Math.max(1, points[points.length - 1].x);
    const level = (y, extra) => ({data: [{x: 0, y}, {x: last, y}], ...extra});
    const datasets = [{
      data: points, borderColor: options.color, backgroundColor: options.color, spanGaps: true,
      pointRadius: points.length < 3 ? 3 : 0, label: title,
    }];
    if (options.start !== undefined) datasets.push(level(options.start, {borderColor: '#9aa2ad', borderWidth: 1, borderDash: [4, 3]}));
    if (options.band) {
      datasets.push(level(options.band[0], {borderWidth: 0, fill: '+1', backgroundColor: options.color + '26'}));
      datasets.push(level(options.band[1], {borderWidth: 0}));
    }
    new Chart(canvas, {
      type: 'line',
      data: {datasets},
      options: {
        interaction: {mode: 'index', axis: 'x', intersect: false},
        scales: {
          x: {type: 'linear', min: 0, max: last, grid: {display: false}, ticks: {maxTicksLimit: 5}},
          y: {type: options.type || 'linear', grace: '10%', ticks: {maxTicksLimit: 4}, afterFit: axis => { axis.width = 48; }},
        },
        plugins: {
          legend: {display: false},
          title: {display: true, text: title, align: 'start', color: INK, font: {weight: '600', size: 12}, padding: {top: 2, bottom: 9}},
          tooltip: {
            displayColors: false,
            filter: item => item.datasetIndex === 0,
            callbacks: {
              title: items => items.length ? `step ${items[0].parsed.x}` : '',
              label: item => `${number(item.parsed.y, 4)} ${options.unit}`,
            },
          },
        },
      },
    });
  }

  function panels() {
    const ofEdges = new Set(Object.values(result.edges).flatMap(e => e.parameters));
    for (const [name, p] of Object.entries(result.parameters).filter(([name]) => !ofEdges.has(name))) {
      const points = result.trajectory.map(step => ({x: step.step, y: step.parameters[name]}));
      const band = p.optimum === null ? null : [
        p.tolerance_minus === null ? p.lower : p.optimum - p.tolerance_minus,
        p.tolerance_plus === null ? p.upper : p.optimum + p.tolerance_plus,
      ];
      panel(name + unitOf(p.unit), points, {color: MOVE, start: p.start, band, unit: p.unit});
    }
    const heat = result.trajectory.map(step => ({x: step.step, y: step.temperature}));
    const logarithmic = heat.every(point => point.y > 0);
    const count = document.getElementById('panels').childElementCount + 1;
    if (count === 4) document.getElementById('panels').classList.add('four');
    panel('temperature', heat, {color: HEAT, unit: '', type: logarithmic ? 'logarithmic' : 'linear'});
  }

  // The edges of one region by step, each dashed where it started; the ends do not move.
  function edgeChart(canvas, region, edges) {
    const steps = result.trajectory;
    const last = Math.max(1, steps[steps.length - 1].step);
    const moved = edges.start.map((start, i) => ({
      label: 'edge ' + i, borderColor: MOVE, backgroundColor: MOVE, borderWidth: 1.5, tension: 0,
      data: steps.map(p => ({x: p.step, y: p.edges[region][i]})), pointRadius: steps.length < 3 ? 3 : 0,
    }));
    const started = edges.start.map(y => ({
      data: [{x: 0, y}, {x: last, y}], borderColor: '#9aa2ad', borderWidth: 1, borderDash: [4, 3],
    }));
    new Chart(canvas, {
      type: 'line',
      data: {datasets: [...moved, ...started]},
      options: {
        interaction: {mode: 'nearest', intersect: false},
        scales: {
          x: {type: 'linear', min: 0, max: last, title: axisTitle('step'), grid: {display: false}},
          y: {
            min: edges.start[0], max: edges.start[edges.start.length - 1], title: axisTitle(edges.observable),
            grid: {display: false}, afterFit: axis => { axis.width = 64; },
          },
        },
        plugins: {
          legend: {display: false},
          tooltip: {
            displayColors: false,
            filter: item => item.datasetIndex < moved.length,
            callbacks: {
              title: items => items.length ? `step ${items[0].parsed.x}` : '',
              label: item => `${item.dataset.label}: ${number(item.parsed.y, 5)}`,
            },
          },
        },
      },
    });
  }

  function hatch() {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 12;
    const ctx = tile.getContext('2d');
    ctx.strokeStyle = 'rgba(29, 33, 41, .55)';
    ctx.lineWidth = 1.2;
    ctx.beginPath();
    for (const offset of [-12, 0, 12]) {
      ctx.moveTo(offset, 12);
      ctx.lineTo(offset + 12, 0);
    }
    ctx.stroke();
    return ctx.createPattern(tile, 'repeat');
  }

  // A histogram as an outline: both ends of each bin, so that bins may differ in width.
  function outline(edges, values) {
    return values.flatMap((y, i) => [{x: edges[i], y}, {x: edges[i + 1], y}]);
  }

  const add = (a, b) => a.map((x, i) => x + (b[i] ?? 0));

  function stack(canvas, histogram, edges, series, title, top, colors) {
    const zero = edges.slice(1).map(() => 0);
    let sum = zero, variance = zero;
    const layers = [];
    series.forEach((s, i) => {
      sum = add(sum, s.yields);
      variance = add(variance, s.variances);
      layers.push({
        label: s.sample, yields: s.yields, data: outline(edges, sum), fill: i === 0 ? 'origin' : '-1',
        backgroundColor: colors[i], borderColor: '#fff', borderWidth: .7,
      });
    });
    const error = variance.map(Math.sqrt);
    const last = layers.length;
    // In front of the stack: a lower order is drawn later.
    layers.push({label: 'sum', data: outline(edges, sum.map((x, i) => x + error[i])), fill: '+1', backgroundColor: hatch(), borderWidth: 0, order: -1});
    layers.push({data: outline(edges, sum.map((x, i) => Math.max(0, x - error[i]))), borderWidth: 0, order: -1});
    // Ticks stand on bin edges, at most seven of them.
    const stride = Math.ceil(edges.length / 7);
    new Chart(canvas, {
      type: 'line',
      data: {datasets: layers},
      options: {
        interaction: {mode: 'index', axis: 'x', intersect: false},
        elements: {line: {tension: 0}},
        scales: {
          x: {type: 'linear', min: edges[0], max: edges[edges.length - 1],
              title: axisTitle(histogram.observable), grid: {display: false}, ticks: {callback: value => number(value, 4)},
              afterBuildTicks: axis => { axis.ticks = edges.filter((_, i) => i % stride === 0).map(value => ({value})); }},
          y: {min: 0, max: top, title: axisTitle('events per bin'), ticks: {maxTicksLimit: 7, includeBounds: false}},
        },
        plugins: {
          legend: {display: false},
          title: {display: true, text: title, align: 'start', color: INK, font: {weight: '600', size: 13}},
          tooltip: {
            filter: item => item.datasetIndex <= last,
            itemSort: (a, b) => b.datasetIndex - a.datasetIndex,
            callbacks: {
              title: items => {
                if (!items.length) return '';
                const bin = Math.floor(items[0].dataIndex / 2);
                return `${number(edges[bin], 5)} – ${number(edges[bin + 1], 5)}`;
              },
              label: item => {
                const bin = Math.floor(item.dataIndex / 2);
                const layer = layers[item.datasetIndex];
                return layer.yields
                  ? `${layer.label}: ${number(layer.yields[bin], 4)}`
                  : `sum: ${number(sum[bin], 4)} ± ${number(error[bin], 2)}`;
              },
            },
          },
        },
      },
    });
  }

  // The largest sample on top, in the same order before and after.
  function ordered(histogram) {
    const size = new Map(histogram.before.map(s => [s.sample, s.yields.reduce((a, b) => a + b, 0)]));
    const sorted = list => [...list].sort((a, b) => (size.get(a.sample) ?? 0) - (size.get(b.sample) ?? 0));
    return {...histogram, before: sorted(histogram.before), after: sorted(histogram.after)};
  }

  function histograms() {
    result.histograms.map(ordered).forEach((histogram, h) => {
      const height = series => {
        const bins = histogram.edges.slice(1).map((_, b) => b);
        return Math.max(0, ...bins.map(b =>
          series.reduce((y, s) => y + (s.yields[b] ?? 0), 0) + Math.sqrt(series.reduce((v, s) => v + (s.variances[b] ?? 0), 0))));
      };
      // One scale for both, so that the eye compares what happened to the yields.
      const top = 1.08 * Math.max(height(histogram.before), height(histogram.after)) || 1;
      // From the top of the stack, where the largest sample is: it gets the first colour.
      const palette = histogram.before.length > SIX.length ? TEN : SIX;
      const colors = histogram.before.map((_, i) => palette[(histogram.before.length - 1 - i) % palette.length]);
      legend('legend-' + h, histogram.before.map((s, i) => [s.sample, colors[i], 'area']).reverse());
      stack(document.getElementById('before-' + h), histogram, histogram.edges_before, histogram.before, 'before: cuts at the start', top, colors);
      stack(document.getElementById('after-' + h), histogram, histogram.edges, histogram.after, 'after: cuts at the optimum', top, colors);
    });
  }

  if (result.trajectory.length) {
    objectiveChart(document.getElementById('objective'));
    panels();
    Object.entries(result.edges).forEach(([region, edges], e) => edgeChart(document.getElementById('edges-' + e), region, edges));
  }
  histograms();

  const resize = () => Object.values(Chart.instances).forEach(chart => chart.resize());
  window.addEventListener('beforeprint', resize);
  window.addEventListener('afterprint', resize);
})();

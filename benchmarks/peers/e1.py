"""Times value and gradient of problem E1 in JAX or PyTorch, float64, on the CPU: LIBRARY EVENTS SECONDS.

The events are those of 'benchmarks/run e1'. They go through in chunks of 5000, which is faster than all at once and needs little
memory: the histogram of each chunk is made once without gradient, then once more to pull the derivatives of the significance
back. CPU time of the whole process.
"""

import json
import statistics
import sys
import time

import numpy as np

CHUNK = 5000
EDGES = np.linspace(100.0, 1100.0, 26)
BANDWIDTH = 20.0
SLOPES = (0.2, 20.0, -5.0)
START = (80.0, 0.4, 2.8)
YIELDS = (200.0, 10000.0, 3000.0)


def uniform(stream, n):
    mask = np.uint64(0xFFFFFFFFFFFFFFFF)
    with np.errstate(over="ignore"):
        i = np.arange(1, n + 1, dtype=np.uint64) + np.uint64(stream) * np.uint64(1 << 40)
        z = np.uint64(20261122) + np.uint64(0x9E3779B97F4A7C15) * i & mask
        z ^= z >> np.uint64(30)
        z *= np.uint64(0xBF58476D1CE4E5B9)
        z ^= z >> np.uint64(27)
        z *= np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def expo(stream, scale, n):
    return -scale * np.log1p(-uniform(stream, n))


def normal(stream, mean, sigma, n):
    return mean + sigma * np.sqrt(-2 * np.log1p(-uniform(stream, n))) * np.cos(2 * np.pi * uniform(stream + 1, n))


def kumaraswamy(stream, a, b, n):
    return (1 - (1 - uniform(stream, n)) ** (1 / b)) ** (1 / a)


def sample(s, n):
    at = 1000 * s
    columns = (
        (lambda: (60 + expo(at, 60, n), kumaraswamy(at + 10, 4, 2, n), normal(at + 20, 2.0, 0.6, n), normal(at + 30, 500, 60, n))),
        (lambda: (30 + expo(at, 40, n), kumaraswamy(at + 10, 2, 5, n), normal(at + 20, 3.0, 0.8, n), 150 + expo(at + 30, 200, n))),
        (lambda: (20 + expo(at, 50, n), kumaraswamy(at + 10, 2, 2, n), normal(at + 20, 2.5, 1.0, n), normal(at + 30, 400, 150, n))),
    )[s]()
    return np.stack(columns + (YIELDS[s] / n * (0.5 + uniform(at + 40, n)),))


def chunks(events):
    """Pairs of (is signal, [5, CHUNK]); the last chunk of a sample is filled up with events of weight 0."""
    sizes = (events // 4, events // 2, events - events // 4 - events // 2)
    for s, n in enumerate(sizes):
        columns = sample(s, n)
        columns = np.pad(columns, ((0, 0), (0, -n % CHUNK)))
        for first in range(0, columns.shape[1], CHUNK):
            yield s == 0, columns[:, first : first + CHUNK]


def significance(s, b):
    """Z and its derivatives in the bins, in closed form, as it costs nothing beside the events."""
    n = s + b
    z = np.sqrt(2 * np.sum(n * np.log1p(s / b) - s))
    return z, np.log1p(s / b) / z, (np.log1p(s / b) - s / b) / z


def jax_functions(parts):
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp

    def histogram(t, c):
        w = c[4]
        for k in range(3):
            w = w * jax.nn.sigmoid(SLOPES[k] * (c[k] - t[k]))
        return jnp.diff(jax.scipy.stats.norm.cdf((EDGES[:, None] - c[3]) / BANDWIDTH), axis=0) @ w

    forward = jax.jit(histogram)
    pull = jax.jit(lambda t, c, dh: jax.vjp(lambda u: histogram(u, c), t)[1](dh)[0])
    data = [(is_signal, jnp.asarray(c)) for is_signal, c in parts]
    start = jnp.asarray(START)
    return (
        data,
        lambda c: np.asarray(forward(start, c)),
        lambda c, dh: np.asarray(pull(start, c, jnp.asarray(dh))),
        f"JAX {jax.__version__}",
    )


def torch_functions(parts):
    import torch

    torch.set_num_threads(1)
    edges = torch.from_numpy(EDGES)[:, None]
    data = [(is_signal, torch.from_numpy(np.ascontiguousarray(c))) for is_signal, c in parts]

    def histogram(t, c):
        w = c[4]
        for k in range(3):
            w = w * torch.sigmoid(SLOPES[k] * (c[k] - t[k]))
        return torch.diff(torch.special.ndtr((edges - c[3]) / BANDWIDTH), dim=0) @ w

    def forward(c):
        with torch.no_grad():
            return histogram(torch.tensor(START, dtype=torch.float64), c).numpy()

    def pull(c, dh):
        t = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        histogram(t, c).backward(torch.from_numpy(dh))
        return t.grad.numpy()

    return data, forward, pull, f"PyTorch {torch.__version__}"


def main(library, events, seconds):
    parts = list(chunks(int(events)))
    data, forward, pull, version = {"jax": jax_functions, "torch": torch_functions}[library](parts)

    def evaluate():
        s, b = np.zeros(25), np.zeros(25)
        for is_signal, c in data:
            target = s if is_signal else b
            target += forward(c)
        z, ds, db = significance(s, b)
        return z, sum(pull(c, ds if is_signal else db) for is_signal, c in data)

    evaluate()
    times = []
    end = time.monotonic() + float(seconds)
    while len(times) < 3 or time.monotonic() < end:
        before = time.process_time()
        value, gradient = evaluate()
        times.append(1e9 * (time.process_time() - before) / int(events))
    quartiles = statistics.quantiles(times, n=4, method="inclusive")
    json.dump(
        {
            "value": float(value),
            "gradient": [float(g) for g in gradient],
            "cpu_ns_per_event": statistics.median(times),
            "cpu_ns_per_event_spread": quartiles[2] - quartiles[0],
            "cpu_ns_per_event_best": min(times),
            "repetitions": len(times),
            "version": version,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The network that tags: what it computes, what it reads, and the rows of labels it gives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from naql.network import FARTHEST, Labels, Network, pieces, steps, stretches

NAMES = ["O", "G", "B-A", "I-A", "E-A", "S-A", "B-C", "I-C", "E-C", "S-C"]
WORDS = ["w=وزیر", "w=گفت", "w=باران", "w=می‌بارد", "m=-"]
INNER = 3
KINDS, ASKED = 2, 2


def weights(layers: int = 2) -> dict[str, NDArray[np.float64]]:
    dice = np.random.default_rng(11)
    found = {"out": dice.normal(size=(2 * INNER, len(NAMES))), "out_bias": dice.normal(size=len(NAMES))}
    for k in range(layers):
        width = INNER if k == 0 else 2 * INNER
        found |= {
            f"norm{k}": dice.normal(size=width),
            f"norm_bias{k}": dice.normal(size=width),
            f"gates{k}": dice.normal(size=(3 * width if k == 0 else width, 6 * INNER)),
            f"gates_bias{k}": dice.normal(size=6 * INNER),
        }
    found["skip0"] = dice.normal(size=(INNER, 2 * INNER))
    for name in ("key", "ask", "beside"):
        found[f"point_{name}"] = dice.normal(size=(KINDS, 2 * INNER, ASKED))
    for name in ("key_bias", "ask_bias"):
        found[f"point_{name}"] = dice.normal(size=(KINDS, 1, ASKED))
    found["point_alone"], found["point_none"] = dice.normal(size=2 * INNER), dice.normal(size=KINDS)
    found["point_near"] = dice.normal(size=(KINDS, 2, 2 * FARTHEST + 1))
    return {name: value.astype(np.float16).astype(float) for name, value in found.items()}


VECTORS = np.array([[127, -40, 9], [3, 127, -80], [-127, 55, 20], [0, -9, 127], [127, 1, 1]], dtype=np.float32)


@pytest.fixture
def network() -> Network:
    return Network(Network.pack(WORDS, NAMES, VECTORS, weights()))


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def by_hand(rows: list[list[str]]) -> list[list[float]]:
    """What the docstrings say, one number at a time."""
    given = weights()
    x = [[float(sum(VECTORS[WORDS.index(name)][d] for name in row)) for d in range(INNER)] for row in rows]
    for k in range(2):
        normed = []
        for token in x:
            mean = sum(token) / len(token)
            spread = math.sqrt(sum((v - mean) ** 2 for v in token) / len(token) + 1e-5)
            normed.append(
                [(v - mean) / spread * given[f"norm{k}"][d] + given[f"norm_bias{k}"][d] for d, v in enumerate(token)]
            )
        edge = [0.0] * len(normed[0])
        padded = [edge, *normed, edge]
        seen = [padded[t] + padded[t + 1] + padded[t + 2] for t in range(len(normed))] if k == 0 else normed
        gates = [
            [
                sum(v * given[f"gates{k}"][d][g] for d, v in enumerate(token)) + given[f"gates_bias{k}"][g]
                for g in range(6 * INNER)
            ]
            for token in seen
        ]
        skip = (
            [[sum(v * given["skip0"][d][u] for d, v in enumerate(token)) for u in range(2 * INNER)] for token in normed]
            if k == 0
            else normed
        )
        after = [[0.0] * (2 * INNER) for _ in gates]
        for unit in range(2 * INNER):
            state = 0.0
            order = range(len(gates)) if unit < INNER else range(len(gates) - 1, -1, -1)
            for t in order:
                new, keep, out = (
                    gates[t][unit],
                    sigmoid(gates[t][2 * INNER + unit]),
                    sigmoid(gates[t][4 * INNER + unit]),
                )
                state = keep * state + (1 - keep) * new
                after[t][unit] = out * math.tanh(state) + (1 - out) * skip[t][unit]
        x = after
    found = []
    for token in x:
        scores = [
            sum(v * given["out"][d][n] for d, v in enumerate(token)) + given["out_bias"][n] for n in range(len(NAMES))
        ]
        total = sum(math.exp(score) for score in scores)
        found.append([math.exp(score) / total for score in scores])
    return found


def test_computes_what_it_says(network: Network) -> None:
    rows = [["w=وزیر", "m=-"], ["w=گفت"], ["w=باران", "m=-"], ["w=می‌بارد", "m=-"]]
    columns = [[(row[0],) for row in rows], [tuple(row[1:]) for row in rows]]
    assert np.allclose(network(columns), by_hand(rows), atol=2e-4)


def test_a_text_of_one_token(network: Network) -> None:
    assert np.allclose(network([[("w=گفت",)]]), by_hand([["w=گفت"]]), atol=2e-4)


def test_features_it_never_saw_say_nothing(network: Network) -> None:
    known = [[("w=وزیر",), ("w=گفت",)]]
    more = [[("w=وزیر", "w=ناشناخته"), ("w=گفت", "x=نو")]]
    assert np.array_equal(network(known), network(more))


def test_reads_in_both_directions(network: Network) -> None:
    first = network([[("w=وزیر",), ("m=-",), ("m=-",), ("m=-",), ("w=گفت",)]])
    other = network([[("w=وزیر",), ("m=-",), ("m=-",), ("m=-",), ("w=باران",)]])
    assert np.abs(first[0] - other[0]).max() > 1e-6
    last = network([[("w=گفت",), ("m=-",), ("m=-",), ("m=-",), ("w=گفت",)]])
    assert np.abs(first[4] - last[4]).max() > 1e-6


@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.parametrize(("token", "beside"), [(1, 3), (2, -1)])
def test_points_as_it_says(network: Network, kind: int, token: int, beside: int) -> None:
    _, states = network.read([[("w=وزیر", "m=-"), ("w=گفت",), ("w=باران",), ("w=می‌بارد",)]])
    given = {name.removeprefix("point_"): value for name, value in weights().items()}
    second = states[beside] if beside >= 0 else given["alone"]
    ask = states[token] @ given["ask"][kind] + given["ask_bias"][kind, 0] + second @ given["beside"][kind]
    scores = []
    for at, state in enumerate(states):
        key = state @ given["key"][kind] + given["key_bias"][kind, 0]
        score = float(ask @ key) / math.sqrt(ASKED) + given["near"][kind, 0, FARTHEST + at - token]
        scores.append(score + (given["near"][kind, 1, FARTHEST + at - beside] if beside >= 0 else 0))
    wanted = np.exp([*scores, given["none"][kind]])
    found = network.point(states, [(token, beside), (0, 0)])
    assert found.shape == (KINDS, 2, 5)
    assert np.allclose(found[kind, 0], wanted / wanted.sum(), atol=2e-4)
    alone = network.point(states, [(token, beside)], slice(kind, kind + 1))
    assert np.allclose(alone, found[kind : kind + 1, :1], atol=1e-5)


def test_no_question_no_answer(network: Network) -> None:
    _, states = network.read([[("w=گفت",)]])
    assert network.point(states, []).shape == (KINDS, 0, 2)


def test_steps_are_exact_near_by_and_the_same_both_ways() -> None:
    far = np.arange(-300, 301)
    found = steps(far) - FARTHEST
    assert found.tolist() == (-found[::-1]).tolist()
    assert found[300:309].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert (np.diff(found) >= 0).all()
    assert found[-1] == FARTHEST


def chances(*rows: dict[str, float]) -> NDArray[np.float32]:
    return np.array([[row.get(name, 0.0001) for name in NAMES] for row in rows], dtype=np.float32)


def test_a_stretch_begins_before_it_ends() -> None:
    labels = Labels(NAMES)
    # Taken token by token, the second would end a stretch of another kind than the first begins.
    assert labels.decode(chances({"B-A": 0.9}, {"E-C": 0.5, "E-A": 0.45}, {"O": 0.9})) == ["B-A", "E-A", "O"]
    assert labels.decode(chances({"O": 0.6, "B-A": 0.4}, {"I-A": 0.9}, {"E-A": 0.9})) == ["B-A", "I-A", "E-A"]


def test_the_most_probable_labels_where_nothing_speaks_against_them() -> None:
    labels = Labels(NAMES)
    row = [{"O": 0.9}, {"S-C": 0.8}, {"G": 0.9}, {"B-A": 0.7}, {"E-A": 0.9}]
    assert labels.decode(chances(*row)) == ["O", "S-C", "G", "B-A", "E-A"]


@given(st.integers(0, 10_000), st.integers(1, 60), st.floats(0.1, 8.0))
def test_searching_where_labels_do_not_follow_is_searching_everywhere(seed: int, tokens: int, sharpness: float) -> None:
    labels = Labels(NAMES)
    scores = np.random.default_rng(seed).normal(size=(tokens, len(NAMES))) * sharpness
    scores[::5, 0] += 12 * sharpness  # tokens that can only be outside part the others
    chances = np.exp(scores - scores.max(1, keepdims=True)).astype(np.float32)
    chances /= chances.sum(1, keepdims=True)
    everywhere = labels._search(chances, chances >= np.minimum(0.002, chances.max(1, keepdims=True)))
    assert labels.decode(chances) == [NAMES[label] for label in everywhere]


def test_no_token_no_label() -> None:
    assert Labels(NAMES).decode(np.zeros((0, len(NAMES)), dtype=np.float32)) == []


def test_places_of_labels() -> None:
    labels = Labels(NAMES)
    assert [NAMES[i] for i in labels.where({"A", ""})] == ["B-A", "I-A", "E-A", "S-A"]
    assert [NAMES[i] for i in labels.where({"A", "C"}, "BS")] == ["B-A", "S-A", "B-C", "S-C"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (["B-A", "I-A", "E-A", "S-A"], [(0, 3, "A"), (3, 4, "A")]),
        (["O", "I-A", "O"], [(1, 2, "A")]),  # does not begin
        (["B-A", "B-A", "E-A"], [(0, 1, "A"), (1, 3, "A")]),  # does not end
        (["E-A", "E-A"], [(0, 2, "A")]),
        (["B-A", "E-A", "B-C", "E-C", "G"], [(0, 2, "A"), (2, 4, "C")]),
        ([], []),
    ],
)
def test_stretches(row: list[str], found: list[tuple[int, int, str]]) -> None:
    assert stretches(row) == found


def test_pieces_end_with_a_line_or_else_with_a_sentence() -> None:
    words = ["گفت"] * 9
    assert list(pieces([], 4)) == []
    assert list(pieces(words, 4)) == [(0, 4), (4, 8), (8, 9)]
    assert list(pieces([*words[:6], "\n", ".", *words], 9)) == [(0, 7), (7, 16), (16, 17)]
    assert list(pieces([*words[:6], ".", *words], 9)) == [(0, 7), (7, 16)]

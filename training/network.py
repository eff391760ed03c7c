"""Rows of features with their labels → the weights of a naql.network.Network, by gradient descent (torch)."""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from naql.network import FARTHEST, POINTER_PARTS, Features, Network, Question, steps

_WORDS = 8_000  # the commonest words, which are guessed; nine of ten tokens
_HIDDEN, _LEFT_OUT = 0.18, 0.9  # share of the tokens that are guessed; share of those whose features are left out


class Answer(NamedTuple):
    """What a pointer should say: its kind (a number), what it is asked from, and the token that belongs to it, -1 for none."""

    kind: int
    question: Question
    token: int


class Lesson(NamedTuple):
    """What the network learns from: the features of each token in columns, as Network takes them, its labels, the pointers."""

    columns: Sequence[Sequence[Features]]
    labels: Sequence[str]
    answers: Sequence[Answer] = ()

    @classmethod
    def of(cls, columns: Sequence[Sequence[Features]], kinds: Sequence[str], answers: Sequence[Answer] = ()) -> Lesson:
        """From labels that tell beginning and inside (B-, I-): ends and single tokens are marked too."""
        labels = list(kinds)
        for i, (label, following) in enumerate(pairwise([*kinds, "O"])):
            if label[1:2] == "-" and following != "I" + label[1:]:
                labels[i] = ("S" if label[0] == "B" else "E") + label[1:]
        return cls(columns, labels, answers)

    def features(self) -> Iterator[list[str]]:
        """The features of each token."""
        return (list(chain.from_iterable(groups)) for groups in zip(*self.columns, strict=True))


@dataclass(frozen=True)
class Settings:
    inner: int = 128  # numbers a token's features become; numbers each direction of a layer remembers
    layers: int = 3
    epochs: int = 8
    rate: float = 2e-3
    batch: int = 4_000  # tokens, padding included
    longest: int = 700  # tokens of one piece of an article
    dropped: float = 0.3  # share of the numbers between layers left out in training
    unseen: float = 0.12  # share of the features
    rarest: int = 2  # times a feature must have been seen to be known
    pointers: int = 0  # kinds of pointers
    asked: int = 48  # numbers of a pointer's question, and of each token that may be the answer
    pointing: float = 0.3  # the pointers' loss, in shares of that of the labels
    seed: int = 1


class Piece(NamedTuple):
    """Ids of the features of each token; ids of the labels; kind, from, beside, token of the answers."""

    features: list[np.ndarray]
    labels: np.ndarray
    answers: list[tuple[int, ...]]


class Batch(NamedTuple):
    """The features of all tokens in a row, where each token's begin, the token's place among pieces × the longest one's tokens."""

    flat: Tensor
    offsets: Tensor
    place: Tensor
    shape: tuple[int, int]


class _Scan(torch.autograd.Function):
    """kept, new → state: state[t] = kept[t] · state[t - 1] + new[t], over the first axis."""

    @staticmethod
    def forward(ctx: Any, kept: Tensor, new: Tensor) -> Tensor:
        state = torch.zeros_like(new[0])
        states = []
        for k, n in zip(kept, new, strict=True):
            state = torch.addcmul(n, k, state)
            states.append(state)
        found = torch.stack(states)
        ctx.save_for_backward(kept, found)
        return found

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor]:
        kept, states = ctx.saved_tensors
        (grad,) = grads
        later = grad[-1]
        summed = [later]
        for t in range(len(kept) - 2, -1, -1):
            later = torch.addcmul(grad[t], kept[t + 1], later)
            summed.append(later)
        of_new = torch.stack(summed[::-1])
        of_kept = torch.cat([torch.zeros_like(states[:1]), of_new[1:] * states[:-1]])
        return of_kept, of_new


class _Layer(nn.Module):
    def __init__(self, width: int, inner: int, neighbours: bool) -> None:
        super().__init__()
        self.inner, self.neighbours = inner, neighbours
        self.norm = nn.LayerNorm(width)
        self.gates = nn.Linear(3 * width if neighbours else width, 6 * inner)
        self.skip = nn.Linear(width, 2 * inner, bias=False) if width != 2 * inner else nn.Identity()
        with torch.no_grad():
            self.gates.bias.zero_()
            self.gates.bias[2 * inner : 4 * inner] = 1.0  # remember at first

    def forward(self, x: Tensor, there: Tensor, dropped: float) -> Tensor:
        seen = x = functional.dropout(self.norm(x), dropped, self.training) * there
        if self.neighbours:
            edge = torch.zeros_like(x[:, :1])
            seen = torch.cat([torch.cat([edge, x[:, :-1]], 1), x, torch.cat([x[:, 1:], edge], 1)], -1)
        new, keep, out = self.gates(seen).split(2 * self.inner, -1)
        keep = torch.sigmoid(keep) * there
        new = (1 - keep) * new * there
        state = self._turned(
            _Scan.apply(self._turned(keep).transpose(0, 1), self._turned(new).transpose(0, 1)).transpose(0, 1)
        )
        out = torch.sigmoid(out)
        return out * torch.tanh(state) + (1 - out) * self.skip(x)

    def _turned(self, x: Tensor) -> Tensor:
        """The second half of the numbers in the opposite order of tokens."""
        return torch.cat([x[..., : self.inner], x[..., self.inner :].flip(1)], -1)


class _Body(nn.Module):
    """What reads: features of tokens → states."""

    def __init__(self, features: int, settings: Settings) -> None:
        super().__init__()
        inner = settings.inner
        self.settings = settings
        self.bag = nn.EmbeddingBag(features, inner, mode="sum")
        nn.init.normal_(self.bag.weight, std=0.3)
        self.layers = nn.ModuleList(
            [_Layer(inner if k == 0 else 2 * inner, inner, k == 0) for k in range(settings.layers)]
        )

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """States of the batch, pieces × tokens × numbers, and where there is a token."""
        flat, offsets, place, shape = batch
        keep = torch.ones(len(flat))
        if self.training:
            keep = functional.dropout(keep, self.settings.unseen)
        x = self.bag(flat, offsets, per_sample_weights=keep)
        there = torch.zeros(shape[0] * shape[1], 1).index_fill(0, place, 1.0)
        x = torch.zeros(len(there), x.shape[1]).index_copy(0, place, x)
        x, there = x.view(*shape, -1), there.view(*shape, 1)
        for layer in self.layers:
            x = layer(x, there, self.settings.dropped)
        return functional.dropout(x, self.settings.dropped, self.training), there[..., 0] > 0


class _Net(nn.Module):
    def __init__(self, features: int, labels: int, settings: Settings) -> None:
        super().__init__()
        self.body = _Body(features, settings)
        self.out = nn.Linear(2 * settings.inner, labels)
        self.pointers = _Pointers(2 * settings.inner, settings.pointers, settings.asked)

    def loss(self, pieces: Sequence[Piece], pointing: float) -> Tensor:
        batch = _arrays(pieces)
        states, there = self.body(batch)
        wanted = torch.from_numpy(np.concatenate([piece.labels for piece in pieces]))
        loss = functional.cross_entropy(self.out(states.flatten(0, 1)[batch.place]), wanted)
        answers = [(row, *answer) for row, piece in enumerate(pieces) for answer in piece.answers]
        return loss + pointing * self.pointers.loss(states, there, torch.tensor(answers).T) if answers else loss


class _Guesser(nn.Module):
    """A reader of text without labels: it guesses the words that are hidden from it (Devlin et al. 2019, arXiv:1810.04805)."""

    def __init__(self, features: int, words: int, settings: Settings) -> None:
        super().__init__()
        width = 2 * settings.inner
        self.body = _Body(features, settings)
        self.out = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width), nn.Linear(width, words))
        self.nothing = np.zeros(0, dtype=np.int64)
        self.dice = np.random.default_rng(settings.seed)

    def loss(self, pieces: Sequence[Piece]) -> Tensor:
        """Pieces whose labels are the numbers of the words, -1 for rare ones, which are hidden but not guessed."""
        hidden = [self.dice.random(len(piece.labels)) < _HIDDEN for piece in pieces]
        shown = [
            [
                self.nothing if hides and self.dice.random() < _LEFT_OUT else row
                for row, hides in zip(piece.features, h, strict=True)
            ]
            for piece, h in zip(pieces, hidden, strict=True)
        ]
        batch = _arrays([piece._replace(features=rows) for piece, rows in zip(pieces, shown, strict=True)])
        states, _ = self.body(batch)
        words = np.concatenate([piece.labels for piece in pieces])
        guessed = torch.from_numpy(np.concatenate(hidden) & (words >= 0))
        return functional.cross_entropy(
            self.out(states.flatten(0, 1)[batch.place][guessed]), torch.from_numpy(words)[guessed]
        )


class _Pointers(nn.Module):
    def __init__(self, width: int, kinds: int, asked: int) -> None:
        super().__init__()
        # Kept small at first: a matrix for each kind.
        self.key, self.ask, self.beside = (
            nn.Parameter(torch.empty(kinds, width, asked).uniform_(-1, 1) / math.sqrt(width)) for _ in range(3)
        )
        self.key_bias, self.ask_bias = (nn.Parameter(torch.zeros(kinds, 1, asked)) for _ in range(2))
        self.alone, self.none = nn.Parameter(torch.zeros(width)), nn.Parameter(torch.zeros(kinds))
        self.near = nn.Parameter(torch.zeros(kinds, 2, 2 * FARTHEST + 1))

    def forward(self, x: Tensor, there: Tensor, answers: Tensor) -> Tensor:
        """States, answers of one kind (row of the batch, kind, from, beside, token) → scores of all tokens, and of none."""
        row, kind, first, second, _ = answers
        k = int(kind[0])
        beside = torch.where((second >= 0)[:, None], x[row, second.clamp(min=0)], self.alone)
        ask = x[row, first] @ self.ask[k] + self.ask_bias[k] + beside @ self.beside[k]
        keys = x @ self.key[k] + self.key_bias[k]
        scores = torch.einsum("nd,ntd->nt", ask, keys[row]) / math.sqrt(keys.shape[-1])
        tokens = np.arange(x.shape[1])
        for place, froms in enumerate((first, second)):
            far = torch.from_numpy(steps(tokens - froms.numpy()[:, None]))
            scores = scores + self.near[k, place][far] * (froms >= 0)[:, None]
        scores = scores.masked_fill(~there[row], -1e4)
        return torch.cat([scores, self.none[k].expand(len(row), 1)], 1)

    def loss(self, x: Tensor, there: Tensor, answers: Tensor) -> Tensor:
        """The mean over the answers, in columns of (row, kind, from, beside, token)."""
        total = torch.zeros(())
        for kind in answers[1].unique():
            of_kind = answers[:, answers[1] == kind]
            wanted = torch.where(of_kind[4] < 0, x.shape[1], of_kind[4])
            total = total + functional.cross_entropy(self(x, there, of_kind), wanted, reduction="sum")
        return total / max(1, answers.shape[1])


def pretrain(texts: Sequence[Sequence[Sequence[Features]]], path: Path, settings: Settings) -> Path:
    """Texts in columns of features → the body of a network that guesses hidden words of them, for `train` to start from.

    A word is known by the first feature of its first column.
    """
    _seed(settings)
    lessons = [Lesson(columns, [names[0] for names in columns[0]]) for columns in texts]
    features = features_of(lessons, settings.rarest)
    counts = Counter(word for lesson in lessons for word in lesson.labels)
    known = [name for name, _ in counts.most_common(_WORDS)]
    words = dict.fromkeys(counts, -1) | {name: i for i, name in enumerate(known)}
    pieces = [piece for lesson in lessons for piece in _pieces(lesson, features, words, settings.longest)]
    guesser = _Guesser(len(features), len(known), settings)
    _fit(guesser, guesser.loss, pieces, settings, path.name)
    torch.save({"features": list(features), "body": guesser.body.state_dict()}, path)
    return path


def train(lessons: Sequence[Lesson], path: Path, settings: Settings, start: Path | None = None) -> Path:
    """Trains a network and writes it to a file; `start` is what pretrain wrote, or a network from which to learn on."""
    _seed(settings)
    known, begun, state = _begun(start) if start else ([], [], {})
    features = {name: i for i, name in enumerate(dict.fromkeys([*known, *features_of(lessons, settings.rarest)]))}
    met = {x for lesson in lessons for x in lesson.labels}
    labels = begun or sorted(met)
    if lacking := sorted(met.difference(labels)):
        sys.exit(f"{start} has no label {lacking[0]!r}; mend the annotation (a paragraph of one word?), or train anew")
    number = {name: i for i, name in enumerate(labels)}
    pieces = [piece for lesson in lessons for piece in _pieces(lesson, features, number, settings.longest)]
    net = _Net(len(features), len(labels), settings)
    if start:
        # A feature that the start does not know says nothing at first.
        part, vectors = (net, "body.bag.weight") if begun else (net.body, "bag.weight")
        more = torch.zeros(len(features) - len(known), settings.inner)
        # A network that does not point has pointers without a number, which its file leaves out.
        empty = {
            name: value for name, value in part.state_dict().items() if name.startswith("pointers.") and not len(value)
        }
        part.load_state_dict(empty | state | {vectors: torch.cat([state[vectors], more])})
    _fit(net, lambda batch: net.loss(batch, settings.pointing), pieces, settings, path.name)
    path.write_bytes(_pack(list(features), labels, net.state_dict()))
    return path


def _begun(start: Path) -> tuple[list[str], list[str], dict[str, Tensor]]:
    """The features, the labels and the state of a network; or of a body alone, as pretrain wrote it, without labels."""
    if start.suffix == ".npz":
        return _unpack(start)
    begun = torch.load(start)
    return begun["features"], [], begun["body"]


def _seed(settings: Settings) -> None:
    random.seed(settings.seed)
    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)


def features_of(lessons: Iterable[Lesson], rarest: int) -> dict[str, int]:
    """The features that were seen so often, numbered."""
    seen = Counter(name for lesson in lessons for names in lesson.features() for name in names)
    return {name: i for i, name in enumerate(sorted(name for name, count in seen.items() if count >= rarest))}


def _fit(
    net: nn.Module, loss_of: Callable[[Sequence[Piece]], Tensor], pieces: Sequence[Piece], settings: Settings, name: str
) -> None:
    """Gradient descent on the loss of batches, slower and slower."""
    optimiser = torch.optim.AdamW(net.parameters(), lr=settings.rate, weight_decay=0.01, betas=(0.9, 0.98))
    every = settings.epochs * sum(1 for _ in _batches(pieces, settings.batch))
    step = 0
    net.train()
    for epoch in range(settings.epochs):
        began, losses = time.time(), []
        for batch in _batches(pieces, settings.batch):
            step += 1
            slope = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, step / every)))
            for group in optimiser.param_groups:
                group["lr"] = settings.rate * min(1, step / 200) * slope
            loss = loss_of(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
        mean = sum(losses) / len(losses)
        print(f"{name} {epoch + 1}: {mean:.4f}, {time.time() - began:.0f} s", file=sys.stderr, flush=True)


def _pieces(lesson: Lesson, features: dict[str, int], labels: dict[str, int], longest: int) -> Iterator[Piece]:
    """An article in pieces that end, where they can, outside of everything labelled; what points out of its piece is left out."""
    every = [np.array([features[f] for f in names if f in features], dtype=np.int64) for names in lesson.features()]
    first = 0
    while first < len(lesson.labels):
        last = min(len(lesson.labels), first + longest)
        if last < len(lesson.labels):
            ends = (i for i in range(last, first + longest // 2, -1) if lesson.labels[i - 1] == lesson.labels[i] == "O")
            last = next(ends, last)
        inside = [a for a in lesson.answers if all(i == -1 or first <= i < last for i in (*a.question, a.token))]
        answers = [(a.kind, *(i - first if i >= 0 else -1 for i in (*a.question, a.token))) for a in inside]
        yield Piece(every[first:last], np.array([labels[x] for x in lesson.labels[first:last]]), answers)
        first = last


def _batches(pieces: Sequence[Piece], size: int) -> Iterator[list[Piece]]:
    """Pieces of about the same length together, the batches in a random order."""
    batches: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: len(piece.labels) + 60 * random.random()):
        fits = batches and max(len(p.labels) for p in [piece, *batches[-1]]) * (len(batches[-1]) + 1) <= size
        if not fits:
            batches.append([])
        batches[-1].append(piece)
    random.shuffle(batches)
    yield from batches


def _arrays(pieces: Sequence[Piece]) -> Batch:
    longest = max(len(piece.labels) for piece in pieces)
    rows = [row for piece in pieces for row in piece.features]
    offsets = np.cumsum([0, *(len(row) for row in rows[:-1])])
    place = np.concatenate([np.arange(len(piece.labels)) + k * longest for k, piece in enumerate(pieces)])
    flat = np.concatenate(rows)
    return Batch(torch.from_numpy(flat), torch.from_numpy(offsets), torch.from_numpy(place), (len(pieces), longest))


def _pack(features: Sequence[str], labels: Sequence[str], state: Mapping[str, Tensor]) -> bytes:
    """The bytes of a network's file from the state of a net."""
    numbers = {name: value.detach().numpy() for name, value in state.items()}
    arrays: dict[str, Any] = {"out": numbers["out.weight"].T, "out_bias": numbers["out.bias"]}
    arrays["skip0"] = numbers["body.layers.0.skip.weight"].T
    for name, value in numbers.items():
        kind, _, part = name.removeprefix("body.").partition(".")
        if kind == "layers" and not part.endswith("skip.weight"):
            k, of, sort = part.split(".")
            arrays[f"{of}{'_bias' if sort == 'bias' else ''}{k}"] = value.T
        elif kind == "pointers" and len(value):
            arrays[f"point_{part}"] = value
    return Network.pack(features, labels, numbers["body.bag.weight"], arrays)


def _unpack(path: Path) -> tuple[list[str], list[str], dict[str, Tensor]]:
    """What `_pack` packed: features, labels, and the state of the net, as exact as its file."""
    with np.load(path) as arrays:
        features, labels = json.loads(arrays["names"].tobytes())
        numbers = {name: arrays[name].astype(np.float32) for name in arrays if name != "names"}
    state = {
        "body.bag.weight": numbers["vectors"] * numbers["scales"][:, None],
        "out.weight": numbers["out"].T,
        "out.bias": numbers["out_bias"],
        "body.layers.0.skip.weight": numbers["skip0"].T,
    }
    for k in range(sum(name.startswith("gates_bias") for name in numbers)):
        layer = f"body.layers.{k}"
        state |= {f"{layer}.norm.weight": numbers[f"norm{k}"], f"{layer}.norm.bias": numbers[f"norm_bias{k}"]}
        state |= {f"{layer}.gates.weight": numbers[f"gates{k}"].T, f"{layer}.gates.bias": numbers[f"gates_bias{k}"]}
    state |= {f"pointers.{part}": numbers[f"point_{part}"] for part in POINTER_PARTS if f"point_{part}" in numbers}
    return features, labels, {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in state.items()}


def without_others(data: bytes, kept: Container[str]) -> bytes:
    """The bytes of a network's file with the features that are kept alone; a token's other ones say nothing from now on."""
    with np.load(BytesIO(data)) as file:
        arrays = dict(file)
    features, labels = json.loads(arrays["names"].tobytes())
    rows = [row for row, name in enumerate(features) if name in kept]
    names = json.dumps([[features[row] for row in rows], labels], ensure_ascii=False).encode()
    arrays |= {part: arrays[part][rows] for part in ("vectors", "scales")}
    arrays["names"] = np.frombuffer(names, dtype=np.uint8)
    packed = BytesIO()
    np.savez(packed, **arrays)
    return packed.getvalue()


def mean_network(paths: Sequence[Path]) -> bytes:
    """The network whose numbers are the mean of those of several that learnt on from the same one (Wortsman et al. 2022, arXiv:2203.05482).

    A feature's vector is the mean of those that know it.
    """
    nets = [_unpack(path) for path in paths]
    names = list(dict.fromkeys(chain.from_iterable(features for features, _, _ in nets)))
    place = {name: i for i, name in enumerate(names)}
    labels = nets[0][1]
    vectors = torch.zeros(len(names), nets[0][2]["body.bag.weight"].shape[1])
    known = torch.zeros(len(names), 1)
    total: dict[str, Tensor] = {}
    for features, own, state in nets:
        if own != labels:
            raise ValueError("networks with other labels have no mean")
        at = torch.tensor([place[name] for name in features])
        vectors.index_add_(0, at, state.pop("body.bag.weight"))
        known.index_add_(0, at, torch.ones(len(features), 1))
        total = {name: total.get(name, 0.0) + value / len(nets) for name, value in state.items()}
    return _pack(names, labels, total | {"body.bag.weight": vectors / known})

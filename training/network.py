"""Rows of features with their labels → the weights of a naql.network.Network, by gradient descent (torch)."""

from __future__ import annotations

import math
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from naql.network import Features, Network


class Lesson(NamedTuple):
    """What the network learns from: the features of each token in columns, as Network takes them, and its labels."""

    columns: Sequence[Sequence[Features]]
    labels: Sequence[str]

    @classmethod
    def of(cls, columns: Sequence[Sequence[Features]], kinds: Sequence[str]) -> Lesson:
        """From labels that tell beginning and inside (B-, I-): ends and single tokens are marked too."""
        labels = list(kinds)
        for i, (label, following) in enumerate(pairwise([*kinds, "O"])):
            if label[1:2] == "-" and following != "I" + label[1:]:
                labels[i] = ("S" if label[0] == "B" else "E") + label[1:]
        return cls(columns, labels)

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
    longest: int = 500  # tokens of one piece of an article
    dropped: float = 0.3  # share of the numbers between layers left out in training, and of the features half as many
    unseen: float = 0.12
    rarest: int = 2  # times a feature must have been seen to be known
    seed: int = 1


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


class _Net(nn.Module):
    def __init__(self, features: int, labels: int, settings: Settings) -> None:
        super().__init__()
        inner = settings.inner
        self.settings = settings
        self.bag = nn.EmbeddingBag(features, inner, mode="sum")
        nn.init.normal_(self.bag.weight, std=0.3)
        self.layers = nn.ModuleList(
            [_Layer(inner if k == 0 else 2 * inner, inner, k == 0) for k in range(settings.layers)]
        )
        self.out = nn.Linear(2 * inner, labels)

    def forward(self, flat: Tensor, offsets: Tensor, place: Tensor, shape: tuple[int, int]) -> Tensor:
        """Features of all tokens in a row, where each token's begin, the token's place in the batch → scores of labels."""
        keep = torch.ones(len(flat))
        if self.training:
            keep = functional.dropout(keep, self.settings.unseen)
        x = self.bag(flat, offsets, per_sample_weights=keep)
        there = torch.zeros(shape[0] * shape[1], 1).index_fill(0, place, 1.0)
        x = torch.zeros(len(there), x.shape[1]).index_copy(0, place, x)
        x, there = x.view(*shape, -1), there.view(*shape, 1)
        for layer in self.layers:
            x = layer(x, there, self.settings.dropped)
        scores: Tensor = self.out(functional.dropout(x, self.settings.dropped, self.training))
        return scores.flatten(0, 1)[place]


Piece = tuple[list[np.ndarray], np.ndarray]  # ids of the features of each token; ids of the labels


def train(lessons: Sequence[Lesson], path: Path, settings: Settings | None = None) -> Path:
    """Trains a network and writes it to a file."""
    settings = settings or Settings()
    random.seed(settings.seed)
    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    seen = Counter(name for lesson in lessons for names in lesson.features() for name in names)
    features = {name: i for i, name in enumerate(sorted(n for n, c in seen.items() if c >= settings.rarest))}
    labels = {name: i for i, name in enumerate(sorted({x for lesson in lessons for x in lesson.labels}))}
    pieces = [piece for lesson in lessons for piece in _pieces(lesson, features, labels, settings.longest)]
    net = _Net(len(features), len(labels), settings)
    optimiser = torch.optim.AdamW(net.parameters(), lr=settings.rate, weight_decay=0.01, betas=(0.9, 0.98))
    steps = settings.epochs * sum(1 for _ in _batches(pieces, settings.batch))
    step = 0
    net.train()
    for epoch in range(settings.epochs):
        began, loss_sum, count = time.time(), 0.0, 0
        for batch in _batches(pieces, settings.batch):
            step += 1
            slope = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, step / steps)))
            for group in optimiser.param_groups:
                group["lr"] = settings.rate * min(1, step / 200) * slope
            scores, wanted = net(*_arrays(batch)), torch.from_numpy(np.concatenate([y for _, y in batch]))
            loss = functional.cross_entropy(scores, wanted)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            loss_sum, count = loss_sum + loss.item() * len(wanted), count + len(wanted)
        print(
            f"{path.name} {epoch + 1}: {loss_sum / count:.4f}, {time.time() - began:.0f} s", file=sys.stderr, flush=True
        )
    path.write_bytes(_packed(net, list(features), list(labels)))
    return path


def _pieces(lesson: Lesson, features: dict[str, int], labels: dict[str, int], longest: int) -> Iterator[Piece]:
    """An article in pieces that end, where they can, outside of everything labelled."""
    every = [np.array([features[f] for f in names if f in features], dtype=np.int64) for names in lesson.features()]
    first = 0
    while first < len(lesson.labels):
        last = min(len(lesson.labels), first + longest)
        if last < len(lesson.labels):
            ends = (i for i in range(last, first + longest // 2, -1) if lesson.labels[i - 1] == lesson.labels[i] == "O")
            last = next(ends, last)
        yield every[first:last], np.array([labels[x] for x in lesson.labels[first:last]])
        first = last


def _batches(pieces: Sequence[Piece], size: int) -> Iterator[list[Piece]]:
    """Pieces of about the same length together, the batches in a random order."""
    batches: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: len(piece[1]) + 60 * random.random()):
        if not batches or max(len(piece[1]), *(len(p[1]) for p in batches[-1])) * (len(batches[-1]) + 1) > size:
            batches.append([])
        batches[-1].append(piece)
    random.shuffle(batches)
    yield from batches


def _arrays(batch: Sequence[Piece]) -> tuple[Tensor, Tensor, Tensor, tuple[int, int]]:
    longest = max(len(y) for _, y in batch)
    rows = [row for xs, _ in batch for row in xs]
    offsets = np.cumsum([0, *(len(row) for row in rows[:-1])])
    place = np.concatenate([np.arange(len(y)) + k * longest for k, (_, y) in enumerate(batch)])
    flat = np.concatenate(rows)
    return torch.from_numpy(flat), torch.from_numpy(offsets), torch.from_numpy(place), (len(batch), longest)


def _packed(net: _Net, features: Sequence[str], labels: Sequence[str]) -> bytes:
    arrays: dict[str, Any] = {"out": net.out.weight.detach().numpy().T, "out_bias": net.out.bias.detach().numpy()}
    for k, layer in enumerate(net.layers):
        part = {
            "norm": layer.norm.weight,
            "norm_bias": layer.norm.bias,
            "gates": layer.gates.weight.T,
            "gates_bias": layer.gates.bias,
        }
        if k == 0:
            part["skip"] = layer.skip.weight.T
        arrays |= {f"{name}{k}": value.detach().numpy() for name, value in part.items()}
    return Network.pack(features, labels, net.bag.weight.detach().numpy(), arrays)

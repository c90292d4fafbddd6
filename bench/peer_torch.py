"""One process of the training benchmark: the peer, plain PyTorch on the CPU.

The same Qwen2-style transformer as src/model/transformer.ts, the same initial weights (a safetensors file), the same batch,
clipping by the global norm and AdamW. Prints {losses, ms} as JSON. Started by bench/train.ts:
    python3 bench/peer_torch.py '{"config": {...}, "weights": PATH, "rows": B, "length": T, "warmup": 2, "steps": 5,
                                  "attention": "grouped" | "repeat", "foreach": true, "mkldnn": true, "threads": 2}'
"""
import json
import math
import struct
import sys
import time

import torch
import torch.nn.functional as F

args = json.loads(sys.argv[1])
config = args["config"]
B, T = args["rows"], args["length"]
E, H, K, V = (config[k] for k in ("hidden_size", "num_attention_heads", "num_key_value_heads", "vocab_size"))
D, G = E // H, H // K
torch.set_num_threads(args["threads"])
torch.backends.mkldnn.flags(enabled=args["mkldnn"]).__enter__()
torch.set_flush_denormal(True)


def load(path):
    """Every f32 tensor of a safetensors file: 8 bytes of header length, a JSON header, raw little-endian data."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    out = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        out[name] = torch.frombuffer(data, dtype=torch.float32, count=(end - start) // 4, offset=start).reshape(entry["shape"]).clone()
    return out


params = {name: value.requires_grad_() for name, value in load(args["weights"]).items()}
ids = (torch.arange(B * T) * 7919 % V).view(B, T)
targets = ((ids * 7 + 3) % V).view(-1)
angles = torch.arange(T)[:, None].double() * config["rope_theta"] ** (-torch.arange(D // 2).double() / (D // 2))
cos, sin = angles.cos().float()[None, :, None, :], angles.sin().float()[None, :, None, :]
mask = torch.full((T, T), -math.inf).triu(1)
mask_rows = mask.repeat(G, 1)  # (G*T, T), for queries grouped under their key head


def rms_norm(x, weight):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + config["rms_norm_eps"]) * weight


def rope(x):  # (B, T, heads, D), halves rotated against each other
    low, high = x.chunk(2, -1)
    return torch.cat((low * cos - high * sin, high * cos + low * sin), -1)


def attention(q, k, v):  # q (B, T, H, D); k, v (B, T, K, D) -> (B, T, H*D)
    scale = 1 / math.sqrt(D)
    k, v = k.transpose(1, 2), v.transpose(1, 2)
    if args["attention"] == "grouped":  # the G query heads of a key head as G*T rows: nothing is repeated
        q = q.transpose(1, 2).reshape(B * K, G * T, D)
        k, v = k.reshape(B * K, T, D), v.reshape(B * K, T, D)
        out = torch.baddbmm(mask_rows, q, k.transpose(1, 2), alpha=scale).softmax(-1) @ v
        return out.view(B, H, T, D).transpose(1, 2).reshape(B, T, H * D)
    q = q.transpose(1, 2)
    k, v = k.repeat_interleave(G, 1), v.repeat_interleave(G, 1)
    out = (q @ k.transpose(-1, -2) * scale + mask).softmax(-1) @ v
    return out.transpose(1, 2).reshape(B, T, H * D)


def forward():
    embedding = params["model.embed_tokens.weight"]
    h = F.embedding(ids, embedding)
    for i in range(config["num_hidden_layers"]):
        w = lambda name: params[f"model.layers.{i}.{name}.weight"]
        x = rms_norm(h, w("input_layernorm"))
        q = rope(F.linear(x, w("self_attn.q_proj")).view(B, T, H, D))
        k = rope(F.linear(x, w("self_attn.k_proj")).view(B, T, K, D))
        v = F.linear(x, w("self_attn.v_proj")).view(B, T, K, D)
        h = h + F.linear(attention(q, k, v), w("self_attn.o_proj"))
        x = rms_norm(h, w("post_attention_layernorm"))
        h = h + F.linear(F.silu(F.linear(x, w("mlp.gate_proj"))) * F.linear(x, w("mlp.up_proj")), w("mlp.down_proj"))
    return F.linear(rms_norm(h, params["model.norm.weight"]), embedding).view(B * T, V)


matrices = [p for p in params.values() if p.dim() > 1]
vectors = [p for p in params.values() if p.dim() == 1]
groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
optimiser = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), eps=1e-8, foreach=args["foreach"])

losses, ms = [], []
for step in range(args["warmup"] + args["steps"]):
    started = time.perf_counter()
    optimiser.zero_grad(set_to_none=True)
    loss = F.cross_entropy(forward(), targets)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(list(params.values()), 1.0)
    optimiser.step()
    losses.append(loss.item())
    if step >= args["warmup"]:
        ms.append((time.perf_counter() - started) * 1e3)
print(json.dumps({"losses": losses, "ms": ms, "version": torch.__version__}))

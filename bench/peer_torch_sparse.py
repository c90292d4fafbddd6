"""One process of the benchmark of sparse training: the peer, plain PyTorch on the CPU.

The same Kimi-K2-style transformer as src/model/transformer.ts with latent attention and experts, the same initial weights (a
safetensors file), the same batch, balance, clipping by the global norm and AdamW. The tokens' copies are sorted by expert and each
expert does its rows. Prints {losses, ms} as JSON. Started by bench/peer.ts, with the same argument as peer_torch.py.
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
E, H, V, LAYERS = (config[k] for k in ("hidden_size", "num_attention_heads", "vocab_size", "num_hidden_layers"))
RANK, NOPE, ROPE, WIDTH = (config[k] for k in ("kv_lora_rank", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim"))
EXPERTS, TAKEN, DENSE = (config[k] for k in ("n_routed_experts", "num_experts_per_tok", "first_k_dense_replace"))
N = B * T
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


tensors = load(args["weights"])
biases = {name: value for name, value in tensors.items() if name.endswith("e_score_correction_bias")}
params = {name: value.requires_grad_() for name, value in tensors.items() if name not in biases}
ids = (torch.arange(N) * 7919 % V).view(B, T)
targets = ((ids * 7 + 3) % V).view(-1)
angles = torch.arange(T)[:, None].double() * config["rope_theta"] ** (-torch.arange(ROPE // 2).double() / (ROPE // 2))
cos, sin = angles.cos().float()[None, :, None, :], angles.sin().float()[None, :, None, :]
mask = torch.full((T, T), -math.inf).triu(1)


def rms_norm(x, weight):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + config["rms_norm_eps"]) * weight


def rope(x):  # (B, T, heads, ROPE), neighbours rotated against each other; their order does not matter to scores
    low, high = x[..., 0::2], x[..., 1::2]
    return torch.cat((low * cos - high * sin, high * cos + low * sin), -1)


def attention(x, w):  # (N, E) -> (N, H*WIDTH)
    q = F.linear(rms_norm(F.linear(x, w("self_attn.q_a_proj")), w("self_attn.q_a_layernorm")), w("self_attn.q_b_proj")).view(B, T, H, NOPE + ROPE)
    latent, shared = F.linear(x, w("self_attn.kv_a_proj_with_mqa")).split((RANK, ROPE), -1)
    kv = F.linear(rms_norm(latent, w("self_attn.kv_a_layernorm")), w("self_attn.kv_b_proj")).view(B, T, H, NOPE + WIDTH)
    q = torch.cat((q[..., :NOPE], rope(q[..., NOPE:])), -1).transpose(1, 2).reshape(B * H, T, NOPE + ROPE)
    k = torch.cat((kv[..., :NOPE], rope(shared.view(B, T, 1, ROPE)).expand(B, T, H, ROPE)), -1).transpose(1, 2).reshape(B * H, T, NOPE + ROPE)
    v = kv[..., NOPE:].transpose(1, 2).reshape(B * H, T, WIDTH)
    out = torch.baddbmm(mask, q, k.transpose(1, 2), alpha=1 / math.sqrt(NOPE + ROPE)).softmax(-1) @ v
    return out.view(B, H, T, WIDTH).transpose(1, 2).reshape(N, H * WIDTH)


def mlp(x, w, at):
    return F.linear(F.silu(F.linear(x, w(f"{at}.gate_proj"))) * F.linear(x, w(f"{at}.up_proj")), w(f"{at}.down_proj"))


def experts(x, w, bias):  # (N, E) -> (N, E), tokens per expert, balance loss
    scores = torch.sigmoid(F.linear(x, w("mlp.gate")))
    chosen = torch.topk(scores.detach() + bias, TAKEN, -1).indices
    share = scores.gather(1, chosen)
    share = share / (share.sum(-1, keepdim=True) + 1e-20) * config["routed_scaling_factor"]
    order = chosen.view(-1).argsort(stable=True)
    load = torch.bincount(chosen.view(-1), minlength=EXPERTS)
    gates, ups, downs = (w(f"mlp.experts.{name}_proj").unbind(0) for name in ("gate", "up", "down"))
    rows = x[order // TAKEN].split(load.tolist())
    done = torch.cat([F.linear(F.silu(F.linear(r, gates[e])) * F.linear(r, ups[e]), downs[e]) for e, r in enumerate(rows)])
    back = done[order.argsort()].view(N, TAKEN, E)
    marks = torch.zeros(N, EXPERTS).scatter_(1, chosen, 1.0).view(B, T, EXPERTS)
    p = (scores / scores.sum(-1, keepdim=True)).view(B, T, EXPERTS).mean(1)
    balance = (marks.mean(1) * (EXPERTS / TAKEN) * p).sum(-1).mean()
    return (back * share[..., None]).sum(1) + mlp(x, w, "mlp.shared_experts"), load, balance


def forward():
    embedding = params["model.embed_tokens.weight"]
    h, loads, balance = F.embedding(ids, embedding).view(N, E), {}, 0.0
    for i in range(LAYERS):
        w = lambda name: params[f"model.layers.{i}.{name}.weight"]
        h = h + F.linear(attention(rms_norm(h, w("input_layernorm")), w), w("self_attn.o_proj"))
        x = rms_norm(h, w("post_attention_layernorm"))
        if i < DENSE:
            h = h + mlp(x, w, "mlp")
            continue
        name = f"model.layers.{i}.mlp.gate.e_score_correction_bias"
        out, loads[name], one = experts(x, w, biases[name])
        h, balance = h + out, balance + one
    return F.linear(rms_norm(h, params["model.norm.weight"]), embedding), loads, balance


matrices = [p for p in params.values() if p.dim() > 1]
vectors = [p for p in params.values() if p.dim() == 1]
groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
optimiser = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), eps=1e-8, foreach=args["foreach"])

losses, ms = [], []
for step in range(args["warmup"] + args["steps"]):
    started = time.perf_counter()
    optimiser.zero_grad(set_to_none=True)
    logits, loads, balance = forward()
    loss = F.cross_entropy(logits, targets)
    (loss + config["aux_loss_alpha"] * balance).backward()
    torch.nn.utils.clip_grad_norm_(list(params.values()), 1.0)
    optimiser.step()
    for name, load in loads.items():
        sign = (load.float().mean() - load).sign()
        biases[name] += 0.001 * (sign - sign.mean())
    losses.append(loss.item())
    if step >= args["warmup"]:
        ms.append((time.perf_counter() - started) * 1e3)
print(json.dumps({"losses": losses, "ms": ms, "version": torch.__version__}))

/**
 * Python reward functions for other trainers, each in the trainer's own signature. They ask Mizan's reward server and
 * need only Python's standard library.
 */

const ASK = (url: string): string => `import json
import os
import urllib.request

URL = os.environ.get("MIZAN_REWARDS", ${JSON.stringify(url)})


def _ask(responses, labels, prompts=None):
    prompts = prompts or [""] * len(responses)
    queries = [prompt + response for prompt, response in zip(prompts, responses)]
    body = json.dumps({"query": queries, "prompts": prompts, "labels": labels}).encode()
    request = urllib.request.Request(URL, data=body, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)
`;

const VERL = `

def compute_score(data_source, solution_str, ground_truth, extra_info=None, **kwargs):
    """verl: reward.custom_reward_function.path=this file (older: custom_reward_function.path), .name=compute_score."""
    found = _ask([solution_str], [ground_truth])
    logs = {name: values[0] for name, values in found["extra_logs"].items()}
    return {**logs, "score": found["rewards"][0]}
`;

const TRL = `

def mizan_reward(prompts, completions, label, **kwargs):
    """TRL: GRPOTrainer(reward_funcs=mizan_reward, ...) on a dataset with the columns prompt and label."""
    texts = [one if isinstance(one, str) else one[-1]["content"] for one in completions]
    begun = [one if isinstance(one, str) else "" for one in prompts]  # messages are no text yet: see --thinking of mizan rewards
    return _ask(texts, list(label), begun)["rewards"]
`;

const VERIFIERS = `

async def mizan_reward(completion, info, **kwargs):
    """verifiers: Rubric(funcs=[mizan_reward]) on a dataset with the column info."""
    import asyncio
    text = completion if isinstance(completion, str) else completion[-1]["content"]
    label = (json.loads(info) if isinstance(info, str) else info)["label"]
    found = await asyncio.to_thread(_ask, [text], [label])
    return found["rewards"][0]
`;

export const SHIMS = { verl: VERL, trl: TRL, verifiers: VERIFIERS } as const;

export type ShimName = keyof typeof SHIMS;

/** A Python file for that trainer, which asks the reward server at `url`, or at $MIZAN_REWARDS when that is set. */
export const shim = (name: ShimName, url: string): string =>
  `"""Asks Mizan's reward server (mizan rewards) what answers are worth."""\n${ASK(url)}${SHIMS[name]}`;

// The peer of `npm run bench -- speculate`: llama.cpp through its C interface, greedy, with a drafting model and without.
// Each line on stdin is TOKENS STOP LENGTH ID ID ...: a prompt of LENGTH ids, after which TOKENS are generated, fewer where
// STOP comes first. With drafts, the
// drafting model proposes 4 ids, which the model checks in one llama_decode, as llama-server does by default settings of
// its size. Times are of generation alone, after both models have read the prompt. Prints one JSON object a line.
// Usage: llama-draft LIBRARIES TARGET.gguf DRAFT.gguf THREADS
#include "ggml-backend.h"
#include "llama.h"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <vector>

static const int DRAFTS = 4;

static double now() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

struct Model {
  llama_model *model;
  llama_context *context;
  llama_batch batch;
  int vocabulary;
  /** Tokens in the cache. */
  int length = 0;

  Model(const char *file, int threads) {
    model = llama_model_load_from_file(file, llama_model_default_params());
    if (!model) exit(1);
    vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
    llama_context_params params = llama_context_default_params();
    params.n_ctx = 768;
    params.n_batch = 768;
    params.n_threads = threads;
    params.n_threads_batch = threads;
    params.no_perf = true;
    context = llama_init_from_model(model, params);
    if (!context) exit(1);
    batch = llama_batch_init(768, 0, 1);
  }

  /** Computes ids after the first `from` tokens and gives the likeliest next id after each. */
  std::vector<int> decode(const std::vector<int> &ids, int from) {
    llama_memory_seq_rm(llama_get_memory(context), 0, from, -1);
    batch.n_tokens = 0;
    for (size_t i = 0; i < ids.size(); i++) {
      batch.token[i] = ids[i];
      batch.pos[i] = from + (int)i;
      batch.n_seq_id[i] = 1;
      batch.seq_id[i][0] = 0;
      batch.logits[i] = true;
      batch.n_tokens++;
    }
    if (llama_decode(context, batch)) exit(1);
    length = from + (int)ids.size();
    std::vector<int> next;
    for (size_t i = 0; i < ids.size(); i++) {
      const float *logits = llama_get_logits_ith(context, (int)i);
      next.push_back((int)(std::max_element(logits, logits + vocabulary) - logits));
    }
    return next;
  }
};

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
  ggml_backend_load_all_from_path(argv[1]);
  Model target(argv[2], atoi(argv[4])), draft(argv[3], atoi(argv[4]));
  int tokens, stop, count;
  while (std::cin >> tokens >> stop >> count) {
    std::vector<int> prompt(count);
    for (int &id : prompt) std::cin >> id;
    const int first = target.decode(prompt, 0).back();
    double started = now();
    int last = first, plainMade = 1;
    for (; plainMade < tokens && last != stop; plainMade++) last = target.decode({last}, target.length).back();
    const double plain = now() - started;

    target.decode(prompt, 0);
    draft.decode(prompt, 0);
    std::vector<int> text = prompt;
    text.push_back(first);
    int made = 1, drafted = 0, held = 0;
    started = now();
    while (made < tokens && text.back() != stop) {
      // what the drafting model has not seen, then its own ids one by one
      const int known = std::min(draft.length, (int)text.size() - 1);
      std::vector<int> ids{draft.decode(std::vector<int>(text.begin() + known, text.end()), known).back()};
      while ((int)ids.size() < DRAFTS) ids.push_back(draft.decode({ids.back()}, draft.length).back());
      std::vector<int> run{text.back()};
      run.insert(run.end(), ids.begin(), ids.end());
      const int base = (int)text.size() - 1;
      const std::vector<int> next = target.decode(run, base);
      drafted += DRAFTS;
      int ok = 0;
      while (ok < DRAFTS && next[ok] == ids[ok]) ok++;
      held += ok;
      for (int i = 0; i <= ok && made < tokens && text.back() != stop; i++, made++) text.push_back(next[i]);
      target.length = (int)text.size() - 1;
      draft.length = std::min(draft.length, base + 1 + std::min(ok, DRAFTS - 1));
    }
    const double with = now() - started;
    printf("{\"none\":{\"ms\":%.3f,\"tokens\":%d},\"drafted\":{\"ms\":%.3f,\"tokens\":%d,\"drafted\":%d,\"held\":%d}}\n",
           plain, plainMade - 1, with, made - 1, drafted, held);
    fflush(stdout);
  }
  return 0;
}

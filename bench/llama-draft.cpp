// The peer of `npm run bench -- speculate`: llama.cpp through its C interface, greedy, plainly or with drafts. Each
// line on stdin is DRAFTS LEAST LOOKUP TOKENS STOP LENGTH ID ID ...: a prompt of LENGTH ids, after which TOKENS are
// generated, fewer where STOP comes first. DRAFTS is how many ids are proposed at most and checked in one
// llama_decode, 0 for none. With LOOKUP 1 they are what followed the last one to three ids where these stood before;
// otherwise the drafting model's, which stops at an id whose probability is below LEAST (16 and 0.75 are the defaults
// of llama.cpp's own speculation). Times are of generation alone, after the prompt was read. Prints one JSON object a
// line.
// Usage: llama-draft LIBRARIES TARGET.gguf DRAFT.gguf THREADS
#include "ggml-backend.h"
#include "llama.h"
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <vector>

static double now() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

/** Processor time of this process, all threads, in ms. */
static double processor() { return 1e3 * (double)clock() / CLOCKS_PER_SEC; }

struct Model {
  llama_model *model;
  llama_context *context;
  llama_batch batch;
  int vocabulary;
  /** Tokens in the cache. */
  int length = 0;
  /** The probability of the last id that `decode` gave. */
  double probability = 1;

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

  /** Computes ids after the first `from` tokens and gives the likeliest next id after each, or after the last alone. */
  std::vector<int> decode(const std::vector<int> &ids, int from, bool each = true, bool measure = false) {
    llama_memory_seq_rm(llama_get_memory(context), 0, from, -1);
    batch.n_tokens = 0;
    for (size_t i = 0; i < ids.size(); i++) {
      batch.token[i] = ids[i];
      batch.pos[i] = from + (int)i;
      batch.n_seq_id[i] = 1;
      batch.seq_id[i][0] = 0;
      batch.logits[i] = each || i + 1 == ids.size();
      batch.n_tokens++;
    }
    if (llama_decode(context, batch)) exit(1);
    length = from + (int)ids.size();
    std::vector<int> next;
    for (size_t i = each ? 0 : ids.size() - 1; i < ids.size(); i++) {
      const float *logits = llama_get_logits_ith(context, (int)i);
      next.push_back((int)(std::max_element(logits, logits + vocabulary) - logits));
      if (!measure || i + 1 < ids.size()) continue;
      double sum = 0;
      for (int id = 0; id < vocabulary; id++) sum += std::exp(logits[id] - logits[next.back()]);
      probability = 1 / sum;
    }
    return next;
  }
};

/** What followed the last one to three ids where they stood before, the longest and latest match first. */
static std::vector<int> lookup(const std::vector<int> &text, int most) {
  const int end = (int)text.size();
  for (int n = 3; n >= 1; n--)
    for (int at = end - n - 1; at >= 0; at--) {
      if (!std::equal(text.end() - n, text.end(), text.begin() + at)) continue;
      const int from = at + n;
      return std::vector<int>(text.begin() + from, text.begin() + std::min(from + most, end));
    }
  return {};
}

/** Drafts of the small model: what it has not seen is read, then its own ids one by one. */
static std::vector<int> propose(Model &draft, const std::vector<int> &text, int most, double least) {
  const int known = std::min(draft.length, (int)text.size() - 1);
  std::vector<int> ids;
  std::vector<int> next = draft.decode(std::vector<int>(text.begin() + known, text.end()), known, false, least > 0);
  while ((least == 0 || draft.probability >= least) && (int)ids.size() < most) {
    ids.push_back(next.back());
    if ((int)ids.size() < most) next = draft.decode({ids.back()}, draft.length, false, least > 0);
  }
  return ids;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
  ggml_backend_load_all_from_path(argv[1]);
  Model target(argv[2], atoi(argv[4])), draft(argv[3], atoi(argv[4]));
  int most, looked, tokens, stop, count;
  double least;
  while (std::cin >> most >> least >> looked >> tokens >> stop >> count) {
    std::vector<int> text(count);
    for (int &id : text) std::cin >> id;
    const int first = target.decode(text, 0, false).back();
    if (most > 0 && !looked) draft.decode(text, 0, false);
    text.push_back(first);
    int made = 1, drafted = 0, held = 0, runs = 0;
    const double started = now(), used = processor();
    while (made < tokens && text.back() != stop) {
      std::vector<int> ids;
      const int room = std::min(most, tokens - made - 1);
      if (room > 0) ids = looked ? lookup(text, room) : propose(draft, text, room, least);
      std::vector<int> run{text.back()};
      run.insert(run.end(), ids.begin(), ids.end());
      const int base = (int)text.size() - 1;
      const std::vector<int> next = target.decode(run, base);
      runs++;
      drafted += (int)ids.size();
      int ok = 0;
      while (ok < (int)ids.size() && next[ok] == ids[ok]) ok++;
      held += ok;
      for (int i = 0; i <= ok && made < tokens && text.back() != stop; i++, made++) text.push_back(next[i]);
      target.length = (int)text.size() - 1;
      draft.length = std::min(draft.length, base + 1 + std::max(0, std::min(ok, (int)ids.size() - 1)));
    }
    printf("{\"ms\":%.3f,\"cpu\":%.3f,\"tokens\":%d,\"runs\":%d,\"drafted\":%d,\"held\":%d,\"ids\":[", now() - started,
           processor() - used, made - 1, runs, drafted, held);
    for (int i = count; i < (int)text.size(); i++) printf(i > count ? ",%d" : "%d", text[i]);
    printf("]}\n");
    fflush(stdout);
  }
  return 0;
}

// The peer of `npm run bench -- serve`: llama.cpp through its C interface, as its server uses it (F16 cache, the CPU
// library that fits this processor). Loads one model, then answers each line "ROWS PROMPT NEW" on stdin: it reads a prompt
// of PROMPT tokens, copies its cache to ROWS sequences, and decodes NEW tokens of each, every next token being the likeliest
// one. Prints one JSON object a line: milliseconds of the prompt and of each step.
// Usage: llama-step LIBRARIES MODEL.gguf THREADS
#include "ggml-backend.h"
#include "llama.h"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <vector>

static double now() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

static void add(llama_batch &batch, int token, int position, int sequence, bool logits) {
  const int i = batch.n_tokens++;
  batch.token[i] = token;
  batch.pos[i] = position;
  batch.n_seq_id[i] = 1;
  batch.seq_id[i][0] = sequence;
  batch.logits[i] = logits;
}

static int likeliest(const float *logits, int count) {
  return (int)(std::max_element(logits, logits + count) - logits);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const int threads = atoi(argv[3]);
  llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
  ggml_backend_load_all_from_path(argv[1]);
  llama_model *model = llama_model_load_from_file(argv[2], llama_model_default_params());
  if (!model) return 1;
  const int vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
  int rows, prompt, tokens;
  while (std::cin >> rows >> prompt >> tokens) {
    llama_context_params params = llama_context_default_params();
    params.n_seq_max = rows;
    params.n_ctx = (uint32_t)(((prompt + tokens + 8 + 255) / 256) * 256 * rows);
    params.n_batch = 2048;
    params.n_threads = threads;
    params.n_threads_batch = threads;
    params.no_perf = true;
    llama_context *context = llama_init_from_model(model, params);
    if (!context) return 1;
    llama_batch batch = llama_batch_init(2048, 0, 1);
    for (int i = 0; i < prompt; i++) add(batch, (i * 7919) % vocabulary, i, 0, i == prompt - 1);
    double started = now();
    if (llama_decode(context, batch)) return 1;
    const int first = likeliest(llama_get_logits_ith(context, prompt - 1), vocabulary);
    const double read = now() - started;
    for (int row = 1; row < rows; row++) llama_memory_seq_cp(llama_get_memory(context), 0, row, -1, -1);
    std::vector<int> last(rows, first);
    std::vector<double> steps;
    for (int step = 0; step < tokens; step++) {
      batch.n_tokens = 0;
      for (int row = 0; row < rows; row++) add(batch, last[row], prompt + step, row, true);
      started = now();
      if (llama_decode(context, batch)) return 1;
      for (int row = 0; row < rows; row++) last[row] = likeliest(llama_get_logits_ith(context, row), vocabulary);
      steps.push_back(now() - started);
    }
    std::sort(steps.begin(), steps.end());
    double total = 0;
    for (double ms : steps) total += ms;
    printf("{\"prompt\":%.4f,\"median\":%.4f,\"total\":%.3f}\n", read, steps[steps.size() / 2], total);
    fflush(stdout);
    llama_batch_free(batch);
    llama_free(context);
  }
  llama_model_free(model);
  return 0;
}

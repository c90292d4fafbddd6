// The peer of `npm run bench -- serve`: llama.cpp through its C interface, as its server uses it (F16 cache, the CPU
// library that fits this processor). Loads one model, then answers each line "ROWS PROMPT NEW APART" on stdin: it
// reads a prompt of PROMPT tokens, copies its cache to ROWS sequences (APART 1: reads one for each sequence), and
// decodes NEW tokens of each, every next token being the likeliest one. Prints one JSON object a line: milliseconds
// of the prompt and of all steps, and processor time of the steps.
// A line "0 BYTES TIMES 0" measures the memory instead: THREADS threads together read BYTES of memory TIMES times
// over, as a step reads weights; prints the bytes a second of the fastest time.
// Usage: llama-step LIBRARIES MODEL.gguf THREADS
#include "ggml-backend.h"
#include "llama.h"
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <thread>
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

/** Processor time of this process, all threads, in ms. */
static double processor() { return 1e3 * (double)clock() / CLOCKS_PER_SEC; }

static uint64_t sumOf(const uint64_t *from, size_t count) {
  uint64_t sums[8] = {};
  for (size_t i = 0; i + 8 <= count; i += 8)
    for (int j = 0; j < 8; j++) sums[j] += from[i + j];
  uint64_t sum = 0;
  for (uint64_t part : sums) sum += part;
  return sum;
}

/** Bytes a second at which so many threads together read this much memory, at best. */
static double memorySpeed(size_t bytes, int times, int threads) {
  std::vector<uint64_t> memory(bytes / 8, 1);
  volatile uint64_t kept = 0;
  double best = 1e300;
  for (int time = 0; time < times; time++) {
    std::vector<std::thread> readers;
    const double started = now();
    const size_t part = memory.size() / threads;
    for (int i = 0; i < threads; i++)
      readers.emplace_back([&, i] { kept = kept + sumOf(memory.data() + i * part, part); });
    for (std::thread &reader : readers) reader.join();
    best = std::min(best, now() - started);
  }
  return (double)bytes / best * 1e3;
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
  int rows, prompt, tokens, apart;
  while (std::cin >> rows >> prompt >> tokens >> apart) {
    if (rows == 0) {
      printf("{\"bytesPerSecond\":%.0f}\n", memorySpeed((size_t)prompt, tokens, threads));
      fflush(stdout);
      continue;
    }
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
    std::vector<int> last(rows);
    double started = now();
    for (int row = 0; row < (apart ? rows : 1); row++) {
      batch.n_tokens = 0;
      for (int i = 0; i < prompt; i++) add(batch, (i * 7919 + row * 31) % vocabulary, i, row, i == prompt - 1);
      if (llama_decode(context, batch)) return 1;
      last[row] = likeliest(llama_get_logits_ith(context, prompt - 1), vocabulary);
    }
    const double read = now() - started;
    for (int row = 1; row < rows && !apart; row++) {
      llama_memory_seq_cp(llama_get_memory(context), 0, row, -1, -1);
      last[row] = last[0];
    }
    const double used = processor();
    double total = 0;
    for (int step = 0; step < tokens; step++) {
      batch.n_tokens = 0;
      for (int row = 0; row < rows; row++) add(batch, last[row], prompt + step, row, true);
      started = now();
      if (llama_decode(context, batch)) return 1;
      for (int row = 0; row < rows; row++) last[row] = likeliest(llama_get_logits_ith(context, row), vocabulary);
      total += now() - started;
    }
    printf("{\"prompt\":%.4f,\"total\":%.3f,\"cpu\":%.3f}\n", read, total, processor() - used);
    fflush(stdout);
    llama_batch_free(batch);
    llama_free(context);
  }
  llama_model_free(model);
  return 0;
}

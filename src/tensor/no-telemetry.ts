/**
 * ONNX Runtime's builds for Linux and Windows tell Microsoft of their sessions unless this variable is set when the
 * library is loaded. Nothing that runs here is told to anybody. Threads get the environment of the main one, so whoever
 * starts a thread imports this too.
 */
if (typeof process !== 'undefined') process.env.ORT_DISABLE_TELEMETRY = '1';

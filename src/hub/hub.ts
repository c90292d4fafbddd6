/**
 * What a hub of models is to the rest of this room: its files, and how it is asked. hubs.ts has the two that there are.
 */

export type HubName = 'huggingface' | 'modelscope';

/** One file of a repository, with the hash that the hub states. */
export type HubFile = {
  path: string;
  /** Bytes. */
  size: number;
  /** Of the content: files in Git LFS. */
  sha256?: string;
  /** Git's hash of the content (SHA-1 over a header and it): other files of Hugging Face. */
  gitHash?: string;
};

/** The files of a repository at one commit. */
export type Listing = {
  /** The commit, or the revision where the hub names none. All files are taken at it. */
  commit: string;
  files: HubFile[];
  licence?: string;
};

export type Hub = {
  name: HubName;
  title: string;
  /** Such as https://huggingface.co. */
  endpoint: string;
  endpointVariable: string;
  tokenVariable: string;
  tokenPage: string;
  token: string | undefined;
  page(repo: string): string;
  list(repo: string, revision: string | undefined, options: RequestOptions): Promise<Listing>;
  fileUrl(repo: string, commit: string, path: string): string;
};

export type RequestOptions = {
  signal: AbortSignal;
  /** A wait that was begun: its seconds, and why. */
  onWait?: (seconds: number, why: string) => void;
  /** Waits; rejects when the signal aborts. Default: a timer. */
  sleep?: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Longest silence of a connection, in seconds. */
  silence?: number;
};

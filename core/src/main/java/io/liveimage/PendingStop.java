package io.liveimage;

import io.liveimage.StopRequest.Image;
import java.util.concurrent.CompletableFuture;

/** A stop that was asked for: the first request and what later ones add to it. Thread-safe. */
final class PendingStop {
  private final StopRequest request;
  private final long since = System.nanoTime();
  private final CompletableFuture<StopReport> result = new CompletableFuture<>();
  private Image image;
  private boolean exits;
  private boolean givenUp;

  PendingStop(StopRequest request, boolean exits) {
    this.request = request;
    this.image = request.image();
    this.exits = exits;
  }

  /**
   * Watches this stop instead of making another; one that insists more makes this one insist.
   *
   * @return false when this stop is given up: it falls back to running, and cannot stop anything
   */
  synchronized boolean joinedBy(StopRequest later, boolean laterExits) {
    if (givenUp) {
      return false;
    }
    image = image.compareTo(later.image()) >= 0 ? image : later.image();
    exits |= laterExits;
    return true;
  }

  /** Makes the stop happen even if the image cannot be saved. */
  synchronized void insist() {
    image = image == Image.SAVE ? Image.SAVE_IF_POSSIBLE : image;
  }

  /** Falls back to running, unless somebody insists; after that nobody can join any more. */
  synchronized boolean giveUp() {
    givenUp = image == Image.SAVE;
    return givenUp;
  }

  StopRequest request() {
    return request;
  }

  synchronized Image image() {
    return image;
  }

  /** Whether the process ends with this stop: somebody outside the host's code asked for it. */
  synchronized boolean exits() {
    return exits;
  }

  long sinceNanos() {
    return since;
  }

  CompletableFuture<StopReport> result() {
    return result;
  }
}

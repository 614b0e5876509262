// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.forward.TcpForwarder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// An enclave that lives in a process of this machine.
///
/// @param asked how the process is asked to end
/// @param clearing clears away what it leaves, once it has ended; may run more than once
/// @param ended completed with the status of the process; one for all, so that nobody learns of the
///   end later than others
record ProcessEnclave(
    String name,
    Process process,
    Asked asked,
    Runnable clearing,
    TcpForwarder.StreamSource wire,
    CompletableFuture<String> ended)
    implements LaunchedEnclave {
  private static final Logger LOG = System.getLogger(ProcessEnclave.class.getName());
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  /// How a process is asked to end.
  enum Asked {
    BY_END_OF_INPUT,
    BY_SIGNAL
  }

  /// An enclave in a process that was just started.
  static ProcessEnclave of(
      String name,
      Process process,
      Asked asked,
      Runnable clearing,
      TcpForwarder.StreamSource wire) {
    return new ProcessEnclave(
        name, process, asked, clearing, wire, process.onExit().thenApply(ProcessEnclave::status));
  }

  /// How a process ended, in a few words.
  static String status(Process gone) {
    return "status " + gone.exitValue();
  }

  @Override
  public CompletableFuture<String> ended() {
    return ended.copy();
  }

  @Override
  public void kill() {
    process.destroyForcibly();
  }

  @Override
  public void stop(Duration grace) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing failed: {0}", e.getMessage());
    }
    if (asked == Asked.BY_SIGNAL) {
      process.destroy();
    }
    if (!endsWithin(grace)) {
      process.destroyForcibly();
      if (!endsWithin(AFTER_KILL)) {
        LOG.log(Level.WARNING, "{0} was killed and still runs", name);
      }
    }
    clearing.run();
  }

  private boolean endsWithin(Duration time) {
    try {
      ended.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

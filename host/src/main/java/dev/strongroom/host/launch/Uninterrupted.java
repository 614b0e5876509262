// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

/// Clearing up that has to happen although its thread was told to end.
final class Uninterrupted {
  /// What has to be done.
  @FunctionalInterface
  interface Task {
    void run() throws InterruptedException;
  }

  private Uninterrupted() {}

  /// Runs `task` in a thread that nobody interrupts, and waits for it.
  static void run(Task task) {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                task.run();
              } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
              }
            });
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import dev.strongroom.vsock.linux.NativeFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/// A process that confines itself as far as it can on any machine, and says what came of it, line
/// by line: a word, then a result.
final class ConfinedProcess {
  private static final NativeFunction CALL = NativeFunction.ofLong("syscall");
  private static final NativeFunction PRCTL = NativeFunction.ofInt("prctl");
  private static final int PR_GET_DUMPABLE = 3;
  private static final long NOWHERE = -1;
  private static final long SIGCHLD = 17;

  private ConfinedProcess() {}

  public static void main(String[] arguments) throws Exception {
    NativeMachineCalls calls = new NativeMachineCalls();
    // Other threads are to be confined too, those that wait included.
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i < 3; i++) {
      Thread.ofPlatform().daemon(true).start(() -> await(end));
    }
    say("environment", calls.environment("STRONGROOM_TEST", "a value"));
    say("variable", System.getenv("STRONGROOM_TEST"));
    say("limit", calls.limit(4, 0));
    threads("before");
    say("undumpable", calls.undumpable());
    try (Arena arena = Arena.ofConfined()) {
      say("dumpable", PRCTL.call(NativeFunction.errno(arena), PR_GET_DUMPABLE));
    }
    say("no-new-privileges", calls.noNewPrivileges());
    Architecture architecture = Architecture.of(System.getProperty("os.arch"));
    say("filter", calls.filterCalls(SystemCallFilter.of(architecture)));
    threads("after");
    for (RefusedCall call : RefusedCall.values()) {
      call.number(architecture).ifPresent(number -> say(call.call(), made(number, NOWHERE)));
    }
    say("clone", made(architecture == Architecture.X86_64 ? 56 : 220, SIGCHLD));
    say("clone3", made(435, NOWHERE));
    try {
      new ProcessBuilder("/bin/true").start();
      say("process", "started");
    } catch (IOException e) {
      say("process", "refused");
    }
    Thread late = Thread.ofPlatform().start(() -> say("thread", "runs"));
    late.join();
    Thread.ofVirtual().start(() -> say("virtual", "runs")).join();
    say("user", calls.becomeUser(10_000));
    threads("at-last");
    end.countDown();
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long made(int number, long argument) {
    try (Arena arena = Arena.ofConfined()) {
      return CALL.call(NativeFunction.errno(arena), number, argument, NOWHERE, NOWHERE);
    }
  }

  /// What the kernel says of each thread.
  private static void threads(String when) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        List<String> lines = Files.readAllLines(thread.resolve("status"));
        for (String name : List.of("NoNewPrivs", "Seccomp", "Uid", "CapEff", "Groups")) {
          lines.stream()
              .filter(line -> line.startsWith(name + ":"))
              .forEach(line -> say(when + "-" + name, line.substring(name.length() + 1).strip()));
        }
      }
    }
    Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .filter(line -> line.startsWith("Max core"))
        .forEach(line -> say(when + "-core", line.replaceAll("[^0-9]+", " ").strip()));
  }

  private static void say(String what, Object result) {
    System.out.println(what + " " + result);
  }
}

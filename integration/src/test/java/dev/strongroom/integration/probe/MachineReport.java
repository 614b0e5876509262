// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.probe;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Who the application is in its machine, and what it may.
final class MachineReport {
  private static final List<String> STATUS =
      List.of(
          "Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapAmb", "NoNewPrivs", "Seccomp");
  private static final List<String> WRITABLE =
      List.of("/", "/app", "/java", "/lib", "/etc", "/dev", "/proc", "/sys", "/tmp");

  private MachineReport() {}

  static String take() throws IOException {
    Report report = new Report();
    status(report);
    for (String folder : WRITABLE) {
      report.put("writable " + folder, writable(Path.of(folder)));
    }
    report.find("replaced /app/enclave.json", () -> overwritten(Path.of("/app/enclave.json")));
    report.find("sysrq", () -> overwritten(Path.of("/proc/sysrq-trigger")));
    report.find("/dev/nsm", () -> opened("/dev/nsm"));
    report.find("/proc/self/mem", () -> opened("/proc/self/mem"));
    report.find("/proc/self/environ", () -> opened("/proc/self/environ"));
    report.find("program", () -> new ProcessBuilder("/java/bin/java", "-version").start().pid());
    report.find("library in /tmp", MachineReport::libraryInTmp);
    report.find("processes", MachineReport::processes);
    report.find("core limit", () -> limit("Max core file size"));
    report.find("file limit", () -> limit("Max open files"));
    report.find("ptrace scope", () -> line("/proc/sys/kernel/yama/ptrace_scope"));
    report.find("kptr restrict", () -> line("/proc/sys/kernel/kptr_restrict"));
    report.find("dmesg restrict", () -> line("/proc/sys/kernel/dmesg_restrict"));
    report.find("mounts", () -> Files.readString(Path.of("/proc/mounts")));
    report.put("environment", new TreeMap<>(System.getenv()));
    report.put("user", System.getProperty("user.name"));
    report.find("command line", () -> line("/proc/cmdline"));
    report.find("memory", () -> Files.readString(Path.of("/proc/meminfo")));
    return report.json();
  }

  /// What all threads have in common; several values if they haven't.
  private static void status(Report report) throws IOException {
    List<List<String>> threads = new ArrayList<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        threads.add(Files.readAllLines(task.resolve("status")));
      }
    }
    report.put("threads", threads.size());
    for (String name : STATUS) {
      TreeSet<String> values = new TreeSet<>();
      for (List<String> thread : threads) {
        thread.stream()
            .filter(line -> line.startsWith(name + ":"))
            .map(line -> line.substring(name.length() + 1).strip().replace('\t', ' '))
            .forEach(values::add);
      }
      report.put(name, String.join(" | ", values));
    }
  }

  private static boolean writable(Path folder) {
    try {
      Files.delete(Files.createFile(folder.resolve("probe-" + System.nanoTime())));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String overwritten(Path file) throws IOException {
    FileChannel.open(file, StandardOpenOption.WRITE).close();
    return "opened for writing";
  }

  private static String opened(String file) throws IOException {
    try (FileInputStream in = new FileInputStream(file)) {
      return "opened " + in.getFD().valid();
    }
  }

  /// A file in `/tmp` mustn't become code: one of the JVM's own libraries, copied there.
  @SuppressWarnings("restricted")
  private static String libraryInTmp() throws IOException {
    Path copy = Path.of("/tmp/libnet.so");
    Files.copy(Path.of(System.getProperty("java.home"), "lib", "libnet.so"), copy);
    try {
      System.load(copy.toString());
      return "loaded";
    } catch (UnsatisfiedLinkError e) {
      return "refused: " + e.getMessage();
    } finally {
      Files.delete(copy);
    }
  }

  private static String processes() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.map(Path::getFileName)
          .map(Path::toString)
          .filter(name -> name.matches("[0-9]+"))
          .filter(pid -> Files.isReadable(Path.of("/proc", pid, "cmdline")))
          .filter(MachineReport::noKernelThread)
          .sorted()
          .toList()
          .toString();
    }
  }

  private static boolean noKernelThread(String pid) {
    try {
      return Files.readAllBytes(Path.of("/proc", pid, "cmdline")).length > 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static String limit(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().replaceAll(" +", " "))
        .findAny()
        .orElse("none");
  }

  private static String line(String file) throws IOException {
    return Files.readString(Path.of(file)).strip();
  }
}

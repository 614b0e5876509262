// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A kernel that writes down what it is asked, and fails one of the calls on demand.
final class RecordedCalls implements MachineCalls {
  /// What every failure looks like.
  static final int EIO = -5;

  final List<String> made = new ArrayList<>();
  private final int failing;
  private int next = 10;

  /// @param failing which call fails, counted from 0; -1 for none
  RecordedCalls(int failing) {
    this.failing = failing;
  }

  private int call(String description) {
    return call(description, 0);
  }

  private int call(String description, int result) {
    made.add(description);
    return made.size() - 1 == failing ? EIO : result;
  }

  @Override
  public int mount(String type, String target, int flags, String options) {
    return call("mount " + type + " " + target + " " + flags + " " + options);
  }

  @Override
  public int openToWrite(String path) {
    return call("open " + path, path.endsWith("kexec_load_disabled") ? -2 : next++);
  }

  @Override
  public int write(int fd, String text) {
    return call("write " + text, text.length());
  }

  @Override
  public int close(int fd) {
    return 0;
  }

  @Override
  public int addEntropy(Bytes seed) {
    return call("entropy " + seed.length());
  }

  @Override
  public int loopbackUp() {
    return call("loopback");
  }

  @Override
  public int setClock(Instant now) {
    return call("clock " + now);
  }

  @Override
  public int limit(int resource, long value) {
    return call("limit " + resource + " " + value);
  }

  @Override
  public int undumpable() {
    return call("undumpable");
  }

  @Override
  public int environment(String name, String value) {
    return call("environment " + name + "=" + value);
  }

  @Override
  public int becomeUser(int id) {
    return call("user " + id);
  }

  @Override
  public int noNewPrivileges() {
    return call("no new privileges");
  }

  @Override
  public int filterCalls(Bytes program) {
    return call("filter " + (program.isEmpty() ? "nothing" : "calls"));
  }
}

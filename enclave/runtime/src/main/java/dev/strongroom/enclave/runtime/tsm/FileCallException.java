// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

/// A system call on a file failed.
final class FileCallException extends Exception {
  private static final long serialVersionUID = 1;

  private final String call;
  private final String path;
  private final int errno;

  /// @param call such as `open`
  /// @param errno Linux's error number
  FileCallException(String call, String path, int errno) {
    super(call + " " + path + ": errno " + errno);
    this.call = call;
    this.path = path;
    this.errno = errno;
  }

  int errno() {
    return errno;
  }

  /// The call and its attribute, without the entry's name, which is different each time.
  String operation() {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith("strongroom-") ? call : call + " " + name;
  }
}

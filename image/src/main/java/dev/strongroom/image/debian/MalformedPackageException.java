// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

/// A package file that isn't as `deb(5)` has it, or has what an image must not have.
public final class MalformedPackageException extends Exception {
  private static final long serialVersionUID = 1;

  private final String part;
  private final long offset;
  private final String problem;

  /// @param part what was read: `package` for the file itself, else a member such as `data.tar.xz`
  /// @param offset where in it, in bytes; of a member in its unpacked form
  /// @param problem what is wrong there
  public MalformedPackageException(String part, long offset, String problem) {
    super(part + ", offset " + offset + ": " + problem);
    this.part = part;
    this.offset = offset;
    this.problem = problem;
  }

  /// What was read: `package` for the file itself, else a member such as `data.tar.xz`.
  public String part() {
    return part;
  }

  /// Where in it, in bytes; of a member in its unpacked form.
  public long offset() {
    return offset;
  }

  /// What is wrong there.
  public String problem() {
    return problem;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

/// A lock file that can't be understood, or says too little.
public final class MalformedLockException extends Exception {
  private static final long serialVersionUID = 1;

  private final String place;
  private final String problem;

  /// @param place where in the file, such as `groups.base[0].sha256`; empty for the file as a whole
  /// @param problem what is wrong there
  public MalformedLockException(String place, String problem) {
    super(place.isEmpty() ? problem : place + ": " + problem);
    this.place = place;
    this.problem = problem;
  }

  /// Where in the file, such as `groups.base[0].sha256`; empty for the file as a whole.
  public String place() {
    return place;
  }

  /// What is wrong there.
  public String problem() {
    return problem;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

/// A project that can't be built as it is written; the message says where and why.
public final class ProjectException extends Exception {
  private static final long serialVersionUID = 1L;

  ProjectException(String message) {
    super(message);
  }

  ProjectException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.content.OfferedContent;

/// A model's file, as an enclave is to serve it.
///
/// @param name that requests call it by: letters, digits and `. _ : / @ -`
/// @param weights the file, and what names its bytes
/// @param architecture as the file has it
/// @param context tokens of a prompt and its answer together
/// @param threads that compute
record ServedModel(
    String name, OfferedContent weights, String architecture, int context, int threads) {
  /// In a line, for people.
  String words() {
    return name
        + ": "
        + weights.file().getFileName()
        + ", "
        + Printable.of(architecture)
        + ", "
        + weights.length()
        + " bytes, "
        + context
        + " tokens of context";
  }

  /// What may be the matter if an enclave doesn't start with it.
  String hint() {
    return " ("
        + weights.file()
        + " is a model of the architecture "
        + Printable.of(architecture)
        + ")";
  }
}

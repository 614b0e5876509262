// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.image.inputs.Input;
import java.nio.file.Path;

/// An input that was fetched.
///
/// @param file its bytes, of the pinned size and digest
record Fetched(Input input, Path file) {}

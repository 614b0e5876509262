// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.image.inputs.Input;
import java.nio.file.Path;

/// The pinned kernel.
///
/// @param file its bytes, in the cache
/// @param pinned what the lock file says of it
/// @param diskBytes how much its building took on the disk, beside the cache; 0 if it was in the
///   cache already
public record BuiltKernel(Path file, Input pinned, long diskBytes) {}

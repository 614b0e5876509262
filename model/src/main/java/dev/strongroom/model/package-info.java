// SPDX-License-Identifier: Apache-2.0
/// GGUF files.
@NullMarked
package dev.strongroom.model;

import org.jspecify.annotations.NullMarked;

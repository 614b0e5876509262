// SPDX-License-Identifier: Apache-2.0
/// Files that the enclave asks for by their digest.
@NullMarked
package dev.strongroom.host.content;

import org.jspecify.annotations.NullMarked;

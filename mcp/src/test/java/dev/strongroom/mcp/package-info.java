// SPDX-License-Identifier: Apache-2.0
/// The server without a client: `integration` has both ends.
@NullMarked
package dev.strongroom.mcp;

import org.jspecify.annotations.NullMarked;

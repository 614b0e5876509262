// SPDX-License-Identifier: Apache-2.0
/// Walks through the README and the tutorials as a newcomer would, by copy and paste (`docs/walk`).
/// Nothing here uses anything but the JDK: the walker is run from its source.
@NullMarked
package dev.strongroom.integration.walk;

import org.jspecify.annotations.NullMarked;

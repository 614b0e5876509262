// SPDX-License-Identifier: Apache-2.0
/// An application that looks at the machine it runs in: for images that tests boot.
@NullMarked
package dev.strongroom.integration.probe;

import org.jspecify.annotations.NullMarked;

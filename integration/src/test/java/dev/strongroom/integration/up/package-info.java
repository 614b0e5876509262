// SPDX-License-Identifier: Apache-2.0
/// `strongroom up` as a process of its own, with an application of its own.
@NullMarked
package dev.strongroom.integration.up;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// What operators are given, read by other people's tools.
@NullMarked
package dev.strongroom.integration.deploy;

import org.jspecify.annotations.NullMarked;

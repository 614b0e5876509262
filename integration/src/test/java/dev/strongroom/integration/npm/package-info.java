// SPDX-License-Identifier: Apache-2.0
/// Other people's libraries from npm, as processes that tests talk to.
@NullMarked
package dev.strongroom.integration.npm;

import org.jspecify.annotations.NullMarked;

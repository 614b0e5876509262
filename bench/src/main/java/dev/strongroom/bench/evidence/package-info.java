// SPDX-License-Identifier: Apache-2.0
/// What each kind of evidence costs beside the signatures that it can't do without, and beside
/// another library.
@NullMarked
package dev.strongroom.bench.evidence;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// What every kind of request to sign has in common.
@NullMarked
package dev.strongroom.chain;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// C2SP's tlog-policy: which logs and how many of which witnesses a checkpoint needs to be
/// believed.
@NullMarked
package dev.strongroom.ledger.policy;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// Runs other programs: bounded in time and in what they may say, and without this process's
/// environment.
@NullMarked
package dev.strongroom.host.command;

import org.jspecify.annotations.NullMarked;

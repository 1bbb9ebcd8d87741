/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/**
 * TernAddStage:
 * @TERN_ADD_STAGE_CODE: the code is being typed; nothing has been contacted
 * @TERN_ADD_STAGE_CHECKS: what would make the code fail is being looked for; the code is not used
 * @TERN_ADD_STAGE_CHECKING: card and server are getting to know each other
 * @TERN_ADD_STAGE_PREVIEW: the person decides
 * @TERN_ADD_STAGE_INSTALLING: the package is fetched and loaded
 * @TERN_ADD_STAGE_DONE: the profile is on the card
 * @TERN_ADD_STAGE_NOT_DONE: it is not, and the page says why
 *
 * Where "Add eSIM" stands.
 */
typedef enum
{
  TERN_ADD_STAGE_CODE,
  TERN_ADD_STAGE_CHECKS,
  TERN_ADD_STAGE_CHECKING,
  TERN_ADD_STAGE_PREVIEW,
  TERN_ADD_STAGE_INSTALLING,
  TERN_ADD_STAGE_DONE,
  TERN_ADD_STAGE_NOT_DONE,
} TernAddStage;

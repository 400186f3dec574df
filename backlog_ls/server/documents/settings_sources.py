"""The settings of the editor and of settings files, and which of them apply to a document."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backlog_ls.model.settings import Settings, overlay_settings
from backlog_ls.rules.invalid_settings import RULE as INVALID_SETTINGS
from backlog_ls.rules.invalid_settings import find_settings_errors
from backlog_ls.workspace.configuration import Configuration, ConfigurationCache

if TYPE_CHECKING:
    from backlog_ls.server.connection import WarningLog
    from backlog_ls.workspace.workspace import Workspace


@dataclass(slots=True)
class SettingsSources:
    """The settings of the editor and of settings files. Those of the editor take precedence."""

    workspace: Workspace
    warnings: WarningLog
    editor: dict[str, Any] = field(default_factory=dict)
    """The settings that the client sent."""
    by_folder: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Those that it sent for workspace folders, by absolute path. They replace `editor` there."""
    files: ConfigurationCache = field(init=False)

    def __post_init__(self) -> None:
        self.files = ConfigurationCache(self.workspace.disk)

    def configuration(self, path: str) -> Configuration:
        """Return the settings file that applies to the document at `path`."""
        # A document that is not saved yet will most likely belong to the first folder.
        roots = self.workspace.roots or ("",)
        folder = os.path.dirname(path) if os.path.isabs(path) else roots[0]
        return self.files.for_folder(folder) if folder else Configuration()

    def effective_settings(self, path: str) -> Settings:
        """Return the settings that apply to the document at `path`; log each of their errors once."""
        settings, errors = self.resolve(path)
        for error in errors:
            self.warnings.warn_once(error)
        return settings

    def resolve(self, path: str) -> tuple[Settings, list[str]]:
        """Return the settings that apply to the document at `path`, and messages about errors."""
        configuration = self.configuration(path)
        in_file = find_settings_errors(configuration)
        messages = [
            f"{error.path}:{error.range.start.line + 1}: {INVALID_SETTINGS.code}: {error}"
            for error in in_file
        ]
        editor = self.by_folder.get(self.workspace.root_of(path), self.editor)
        settings, errors = overlay_settings(configuration.settings, editor)
        known = {error.key for error in in_file}
        unknown = [
            error
            for error in find_settings_errors(Configuration(settings))
            if error.key not in known
        ]
        in_editor = [(each.key, each.message) for each in errors]
        in_editor += [(each.key, each.message) for each in unknown]
        messages += [
            f"settings of the editor: {INVALID_SETTINGS.code}: {key}: {message}"
            for key, message in in_editor
        ]
        return settings, messages

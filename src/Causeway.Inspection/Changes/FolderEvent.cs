namespace Causeway.Inspection.Changes;

/// <summary>A name that came to a folder that is watched, or went from it.</summary>
/// <param name="Path">The name with its folder.</param>
/// <param name="Place">What the folder is.</param>
/// <param name="Came">Whether it came.</param>
internal readonly record struct FolderEvent(string Path, FolderPlace Place, bool Came);

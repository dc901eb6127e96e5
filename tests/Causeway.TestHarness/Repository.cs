namespace Causeway.TestHarness;

/// <summary>Where the checkout is that these tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds Causeway.slnx.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Causeway.slnx")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no Causeway.slnx above {AppContext.BaseDirectory}");
    }
}

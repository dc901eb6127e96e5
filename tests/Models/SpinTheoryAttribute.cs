namespace Models.Tests;

/// <summary>Theories that need spin and gcc, and are skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SpinTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks for both programs.</summary>
    public SpinTheoryAttribute()
    {
        if (!IsInstalled("spin") || !IsInstalled("gcc"))
            Skip = "needs spin and gcc: install spin and gcc";
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}

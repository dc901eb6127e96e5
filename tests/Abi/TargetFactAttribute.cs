namespace Abi.Tests;

/// <summary>A test that needs the compiler of one <see cref="AbiTarget"/>, and is skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TargetFactAttribute : FactAttribute
{
    /// <summary>Needs one compiler.</summary>
    /// <param name="target">The name of a property of <see cref="AbiTarget"/>.</param>
    public TargetFactAttribute(string target)
    {
        Target = target;
        var needed = (AbiTarget)typeof(AbiTarget).GetProperty(target)!.GetValue(null)!;
        if (!needed.IsInstalled)
            Skip = $"needs {needed.Program}: install {needed.Package}";
    }

    public string Target { get; }
}

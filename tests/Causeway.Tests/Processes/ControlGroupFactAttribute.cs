namespace Causeway.Tests.Processes;

/// <summary>A test that needs a control group of its own; skipped, with the library's reason, where none can be made.</summary>
public sealed class ControlGroupFactAttribute : FactAttribute
{
    public ControlGroupFactAttribute()
    {
        try
        {
            ControlGroup.Create().Dispose();
        }
        catch (Exception e) when (e is PlatformNotSupportedException or IOException or UnauthorizedAccessException)
        {
            Skip = e.Message;
        }
    }
}

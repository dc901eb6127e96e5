namespace Causeway.Sys;

/// <summary>Owns a descriptor within one method, without an object: where tens of thousands are opened one after another.</summary>
/// <remarks>It never leaves its thread, so that nobody can close it during a call.</remarks>
internal ref struct RawDescriptor
{
    private int _number;
    private bool _isOpen;

    /// <summary>Takes what an open answered; a negative number is no descriptor.</summary>
    public RawDescriptor(int number)
    {
        _number = number;
        _isOpen = number >= 0;
    }

    /// <summary>Whether there is one.</summary>
    public readonly bool IsOpen => _isOpen;

    /// <summary>Its number.</summary>
    public readonly int Number => _number;

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        if (!_isOpen)
            return;
        _isOpen = false;
        _ = LibC.close(_number, out _);
        _number = -1;
    }
}
